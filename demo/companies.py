"""An invented employer of the demo district, who pays for the days of two people at the hub Coppenbrügge."""

from demo.operators import INVENTED
from hubs.operators import queries
from payments.companies import company_actions, people_actions
from payments.companies import queries as company_queries
from payments.companies.rules import CompanyValues

EMPLOYER = CompanyValues(
    name=f"Werkzeugbau Beispiel GmbH {INVENTED}",
    address="Musterstraße 20\n31785 Hameln",
    email="werkzeugbau@example.org",
)
MANAGER = "admin@example.org"
PEOPLE = {"bernd.beispiel@example.org": "4711", "carla.beispiel@example.org": "4712"}
"""Not the log-ins: what member@example.org books costs what it costs."""


def add() -> None:
    """Members must be there. They have accepted already: nobody gets a mail."""
    operator = queries.operator("coppenbruegge")
    assert operator is not None
    company = company_actions.create_company(operator=operator, values=EMPLOYER, size=20)
    known = company_queries.members_by_email([MANAGER, *PEOPLE])
    people_actions.put_in(company=company, member=known[MANAGER], role="manager")
    for email, cost_centre in PEOPLE.items():
        people_actions.put_in(company=company, member=known[email], role="person", cost_centre=cost_centre)
