"""A quota as a sentence with gaps. The shape of the input only."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from core.fields import NEEDED
from hubs.quotas import words
from hubs.quotas.rules import QuotaFacts
from hubs.tariffs import NO_GROUP
from hubs.words import GROUPS
from web.host.space_forms import Whole
from web.host.today_forms import HostForm


class QuotaForm(HostForm):
    """Who may book how much of what in a week."""

    group = SelectField(
        _l("Who"),
        choices=[
            SelectChoice(NO_GROUP, _l("Every person")),
            *(SelectChoice(key, text) for key, text in GROUPS.items()),
        ],
    )
    most = Whole(_l("At most"), [InputRequired(NEEDED)])
    unit = SelectField(_l("Of what"), choices=[SelectChoice(key, text) for key, text in words.UNITS.items()])
    kind = SelectField(_l("Which places"), choices=[SelectChoice(key, text) for key, text in words.KINDS.items()])

    @property
    def values(self) -> QuotaFacts:
        return QuotaFacts(self.unit.data, self.most.data or 0, self.kind.data, self.group.data)
