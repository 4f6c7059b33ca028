"""A company's invoices, each as its PDF."""

from core.access import EMPLOYER, access
from payments.invoices import queries
from payments.invoices.kind_words import KINDS
from web.employer.frame import ONE, blueprint, company_of_page, employer_page


@blueprint.get(f"{ONE}/invoices")
@access(EMPLOYER)
def invoices(company: int) -> str:
    found = company_of_page(company)
    return employer_page("employer/invoices.html", found, listed=queries.of_company(found.id), kinds=KINDS)
