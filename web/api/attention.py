"""`/api/v1/attention`: what waits for the caller; `/tasks/{id}`: one task with what is to be decided."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from web.api.caller import Calling
from web.api.representation import plain, to_json
from web.places import MAX_ID, Id
from workflow.queries import attention, sign_off_view
from workflow.token_reach import plan_of_task
from workflow.views import Attention, SignOffView

router = APIRouter(tags=["Решения"])


@router.get("/attention", response_model=list[Attention], summary="Что ждёт меня")
def show_attention(
    caller: Calling,
    plan_id: Annotated[int | None, Query(ge=1, le=MAX_ID, description="Только по этому плану.")] = None,
) -> Response:
    """What needs this person, the most serious first; a task to decide on has its `task_id`."""
    wanted = plan_id if caller.holder.grant.plan_id is None else caller.holder.grant.plan_id
    with caller.read() as conn:
        if plan_id is not None:
            caller.frame(conn, plan_id)
        found = attention(conn, caller.person_id, caller.site.engine.today(), wanted)
    return Response(to_json(plain(found, with_addresses=False)), media_type="application/json")


@router.get("/tasks/{task_id}", response_model=SignOffView, summary="Задача согласования и то, что согласуется")
def show_task(caller: Calling, task_id: Id) -> Response:
    """The frozen submission of a task. Its `digest` goes into the decision: what you see is what you sign."""
    with caller.read() as conn:
        frame = caller.frame(conn, plan_of_task(conn, task_id))
        view = sign_off_view(conn, task_id, frame.today)
    return Response(to_json(plain(view, with_addresses=caller.with_addresses(frame))), media_type="application/json")
