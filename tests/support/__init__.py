"""What tests stand on: databases, servers, a mail server, a browser. No test lives here."""
