"""What the end of an order means for what it came from."""

from django.utils import timezone

from hengping.web.apps.appeals.like_cases import queue_like_cases
from hengping.web.apps.appeals.models import Appeal, LikeCase, Ruling
from hengping.web.apps.appeals.orders import ReviewOrder
from hengping.web.apps.appeals.telling import tell_body
from hengping.web.apps.appeals.words import Result, after


def end_of_source(order: ReviewOrder) -> None:
    """End the appeal whose ruling an order carried out, and queue its like cases. Within the closing act."""
    kind, _, key = order.source.partition(":")
    if kind == "ruling":
        ruling = Ruling.objects.select_related("appeal__entry", "appeal__campaign").get(pk=key)
        end_appeal(ruling, "uphold" if ruling.result == Result.UPHELD else "uphold_partly")
        queue_like_cases(ruling)
    elif kind == "like":
        like = LikeCase.objects.select_related("entry__campaign").get(pk=key)
        tell_body(
            like.entry, "同类问题已同样处理", f"{like.entry.name}的一条检查结果与已成立的申诉情况相同，已同样处理。"
        )


def end_appeal(ruling: Ruling, verb: str) -> Appeal:
    """Take an appeal along the last arrow of its instance and tell the body. Within an act."""
    appeal = ruling.appeal
    appeal.state = after(verb, appeal.state)
    appeal.ended_at = timezone.now()
    appeal.end_reason = ruling.reason
    appeal.version += 1
    appeal.save()
    tell_body(
        appeal.entry,
        f"{appeal}已裁定：{ruling.get_result_display()}",
        f"{appeal.entry.name}：{ruling.get_result_display()}。理由：{ruling.reason}",
    )
    return appeal
