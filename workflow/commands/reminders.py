"""Commands about the reminders of an item: who must act says until when, the coordinator holds a report once."""

from datetime import date

from workflow.commands.command import Body, ItemCommand


class AcknowledgeReminder(ItemCommand):
    """«Вижу, сделаю до …» (a local date), by who is responsible: until that day they are reminded no more."""

    promised_on: date
    note: Body | None = None


class HoldReport(ItemCommand):
    """Отложить доклад: the coordinator holds the report to the first approver once; `until` is its last day held."""

    until: date
    reason: Body
