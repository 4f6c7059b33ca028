"""One module a feature, with MAILS: name of a template, or template.variant, → an example of its context."""
