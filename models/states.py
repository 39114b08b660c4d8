"""Every closed set of values that a table keeps. `from -> to` is in `workflow.transitions`."""

from enum import StrEnum


class ItemState(StrEnum):
    """Where a plan item stands."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    EVIDENCE_SUBMITTED = "evidence_submitted"
    AGREED = "agreed"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class PlanState(StrEnum):
    """Where a plan stands: draft -> active -> in_review -> closed."""

    DRAFT = "draft"
    ACTIVE = "active"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What the final approver found (итог)."""

    EXECUTED = "executed"
    PARTLY = "partly"
    NOT_EXECUTED = "not_executed"


class ItemRole(StrEnum):
    """The part an item plays in the December review."""

    ORDINARY = "ordinary"
    ANALYSIS = "analysis"
    FINAL_REVIEW = "final_review"


class Recurrence(StrEnum):
    """A repetition that the deadline's column names."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    CONTINUOUS = "continuous"
    ON_REQUEST = "on_request"


class Subject(StrEnum):
    """What a submission asks to be signed."""

    ITEM = "item"
    ACTIVATION = "activation"
    REPORT = "report"
    AMENDMENT = "amendment"
    EXTENSION = "extension"
    SAMPLE = "sample"


class SubmissionState(StrEnum):
    """open -> accepted | returned | withdrawn | voided (also by an amendment); accepted -> voided by a reopening."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"


class TaskState(StrEnum):
    """pending -> open -> decided | voided; pending -> skipped | voided; decided -> voided by a disowning."""

    PENDING = "pending"
    OPEN = "open"
    DECIDED = "decided"
    SKIPPED = "skipped"
    VOIDED = "voided"


class Verb(StrEnum):
    """What a step of a chain does."""

    AGREE = "agree"
    APPROVE = "approve"
    ACKNOWLEDGE = "acknowledge"


class DecisionKind(StrEnum):
    """What an approver decided."""

    AGREE = "agree"
    APPROVE = "approve"
    ACKNOWLEDGE = "acknowledge"
    RETURN = "return"


class Assurance(StrEnum):
    """How sure we are of who acted: what was given at the door."""

    PIN = "pin"
    BROWSER = "browser"
    LINK = "link"
    PAPER = "paper"
    CLI = "cli"
    TOKEN = "token"  # noqa: S105 - the name of an assurance
    SYSTEM = "system"


class WarningCode(StrEnum):
    """What is doubtful in a plan document."""

    DEADLINE_OUTSIDE_PLAN_YEAR = "deadline_outside_plan_year"
    UNKNOWN_ORGANISATION = "unknown_organisation"
    DUPLICATE_TITLE = "duplicate_title"
    APPROVER_IS_RESPONSIBLE = "approver_is_responsible"
    COUNT_MISMATCH = "count_mismatch"
    MISSING_DEADLINE = "missing_deadline"
    UNPARSED_DEADLINE = "unparsed_deadline"
    ROW_CONTINUATION_JOINED = "row_continuation_joined"
    TARGET_NEEDS_SETTLING = "target_needs_settling"
    NOTE_LIMITS_SCOPE = "note_limits_scope"
    NAME_READS_ALIKE = "name_reads_alike"


class Resolution(StrEnum):
    """How the coordinator settled a warning."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"


class PaperState(StrEnum):
    """pending -> effective | disowned | voided (decided otherwise, or its submission ended, before it took effect)."""

    PENDING = "pending"
    EFFECTIVE = "effective"
    DISOWNED = "disowned"
    VOIDED = "voided"


class TokenScope(StrEnum):
    """What a script's token opens: reading; the work of its person on items; coordinating their plans."""

    READ = "read"
    WORK = "work"
    COORDINATE = "coordinate"


class ClockKind(StrEnum):
    """Whose time is running."""

    LEAD = "lead"
    APPROVER = "approver"


class RungFate(StrEnum):
    """What a sweep did with a rung: quieted by who acknowledged it, held by the coordinator."""

    FIRED = "fired"
    PASSED_OVER = "passed_over"
    QUIETED = "quieted"
    HELD = "held"


class ExplanationKind(StrEnum):
    """Сведения о причинах отклонения, or о ходе исполнения."""

    DEVIATION = "deviation"
    PROGRESS = "progress"


class NoticeKind(StrEnum):
    """What a person is told. The wording is the letter's, in `notifications`."""

    ENROLMENT = "enrolment"
    SIGN_IN = "sign_in"
    SIGN_REQUEST = "sign_request"
    RECEIPT = "receipt"
    RETURNED = "returned"
    APPROVED = "approved"
    REOPENED = "reopened"
    REMINDER = "reminder"
    SUPERIOR_REPORT = "superior_report"
    EXPLANATION_REQUEST = "explanation_request"
    CHECKPOINT = "checkpoint"
    PLAN_ACTIVATED = "plan_activated"
    PLAN_CLOSED = "plan_closed"
    DELIVERY_FAILED = "delivery_failed"
    DECISION_DISOWNED = "decision_disowned"
    PLAN_AMENDED = "plan_amended"
    EXTENDED = "extended"
    SAMPLE_APPROVED = "sample_approved"
    PARTS_READY = "parts_ready"
    PAPER_REGISTERED = "paper_registered"
    PAPER_VOIDED = "paper_voided"
    SUBSTITUTION = "substitution"
    REASSIGNED = "reassigned"
    ADDRESS_CHANGED = "address_changed"
    TOKEN_ISSUED = "token_issued"  # noqa: S105 - the name of a letter
    CONFLICT_AROSE = "conflict_arose"
    DIGEST = "digest"
    UNREACHED = "unreached"
    AUTO_ANSWERED = "auto_answered"


class MailState(StrEnum):
    """waiting -> attempting -> accepted | retry | unknown | dead | cancelled; retry, unknown -> attempting.

    accepted -> bounced, when a delivery report says so; dead, bounced -> retry, when somebody sends it again.
    """

    WAITING = "waiting"
    ATTEMPTING = "attempting"
    ACCEPTED = "accepted"
    RETRY = "retry"
    UNKNOWN = "unknown"
    DEAD = "dead"
    CANCELLED = "cancelled"
    BOUNCED = "bounced"


class ReportKind(StrEnum):
    """What came back by mail about a letter: RFC 3464 reports, automatic answers, and what is neither or forged."""

    HARD = "hard"
    SOFT = "soft"
    DELAYED = "delayed"
    AUTO_REPLY = "auto_reply"
    UNREADABLE = "unreadable"
    FORGED = "forged"


class LinkPurpose(StrEnum):
    """What a link in a letter opens."""

    SIGN = "sign"
    RESPOND = "respond"
    SIGN_IN = "sign_in"
    ENROL = "enrol"


class PersonRole(StrEnum):
    """What a person may be beside the plan's own parts."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    INSPECTOR = "inspector"
    OPERATOR = "operator"
