"""Mail leaves through a table: queued in the transaction of the action, sent by a job, each key once."""

from core.outbox.gathering import Piece as Piece
from core.outbox.gathering import gather as gather
from core.outbox.gathering import take_back as take_back
from core.outbox.many import Mail as Mail
from core.outbox.many import queue_all as queue_all
from core.outbox.many import queue_each_once as queue_each_once
from core.outbox.message import install_calendar_part as install_calendar_part
from core.outbox.message import render as render
from core.outbox.sending import CLAIM as CLAIM
from core.outbox.sending import PAUSES as PAUSES
from core.outbox.sending import send_due as send_due
from core.outbox.table import KEEP_FAILED as KEEP_FAILED
from core.outbox.table import KEEP_SENT as KEEP_SENT
from core.outbox.table import Counts as Counts
from core.outbox.table import OutboxMail as OutboxMail
from core.outbox.table import counts as counts
from core.outbox.table import forget as forget
from core.outbox.table import hold_back as hold_back
from core.outbox.table import latest as latest
from core.outbox.table import mail_of as mail_of
from core.outbox.table import queue as queue
from core.outbox.table import queue_once as queue_once
from core.outbox.table import withdraw as withdraw
