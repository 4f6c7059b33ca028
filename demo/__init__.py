"""The invented demo district, bulk data for load tests, and the page that shows the mails sent."""
