"""What came of searches, as JSON: clicks and votes by anybody, reports for the secretariat."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.dependencies import ServicesDep, requires
from api.schemas.common import ProblemBody
from api.schemas.searches import ClickBody, ReportBody, SatisfactionBody, VoteBody
from api.search_log.feedback import Found, note_click, note_satisfaction, note_vote
from api.search_log.reports import read_report
from corpus.access import Role

router = APIRouter(tags=["searches"], responses={404: {"model": ProblemBody}, 422: {"model": ProblemBody}})


@router.post("/searches/{search_id}/clicks", status_code=204)
def click(search_id: str, body: ClickBody, services: ServicesDep) -> None:
    """Say that a result was opened; `search_id` is that of the search's answer."""
    note_click(services, Found(search_id, body.kind, body.id), body.position)


@router.post("/searches/{search_id}/votes", status_code=204)
def vote(search_id: str, body: VoteBody, services: ServicesDep) -> None:
    """Say whether a result was of use; a later word takes the place of an earlier one."""
    note_vote(services, Found(search_id, body.kind, body.id), body.useful)


@router.post("/searches/{search_id}/satisfaction", status_code=204)
def satisfaction(search_id: str, body: SatisfactionBody, services: ServicesDep) -> None:
    """Say whether what was looked for was among the results; a no counts the question among those without an answer."""
    note_satisfaction(services, search_id, body.satisfied)


@router.get("/reports", dependencies=[Depends(requires(Role.SECRETARIAT))])
def reports(
    services: ServicesDep, period: Annotated[int, Query(description="The last 30, 90 or 365 days.")] = 30
) -> ReportBody:
    """What is missing: questions that nothing answers by what they ask for, topics that few lessons tell of, what is read."""
    return ReportBody.from_domain(read_report(services, period))
