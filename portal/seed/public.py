"""Tell: general announcements of the provinces, and what the public said against announcements."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from portal.access import Role
from portal.announcements.models import Announcement, PublicObjection
from portal.announcements.papers import GENERAL
from portal.announcements.services.objections import CODE_LENGTH
from portal.announcements.states import OBJECTION
from portal.documents.issuing import ALPHABET
from portal.figures import table
from portal.seed import announcing, loading
from portal.seed.announcing import Notice
from portal.seed.matters import Life, Loader, Place, Turn
from portal.seed.nation import Nation

ANNOUNCEMENTS: Final = 100_000
OBJECTIONS: Final = 25_000
#: Shares of objections nobody has looked at yet, and of those not taken up.
UNTOUCHED, DECLINED = 0.05, 0.2
WORDS: Final = (
    "经审查，本省第{number}批技术服务机构监督检查已经结束，现将结果予以公告。",
    "根据年度执法计划，本机关对第{number}组机构开展随机检查，现将安排予以公告。",
    "本机关受理机构申请的第{number}号窗口迁址办公，现予公告。",
)
NAMES: Final = (
    "number", "code", "announcement_id", "region_id", "request_key", "is_anonymous", "reason", "lodged_on", "gist",
    "answer", "is_upheld", "answered_on",
)  # fmt: skip


def announce_generally(nation: Nation) -> None:
    """Fill up the nation's announcements with what provinces announce besides."""
    count = nation.share(ANNOUNCEMENTS) - Announcement.objects.count()
    provinces = sorted(nation.officials)
    notices = [
        Notice(
            key, "general", provinces[number % len(provinces)], None, nation.ago(nation.rng.randrange(1, 1_700)),
            nation.officials[provinces[number % len(provinces)]][Role.APPROVER],
            {"paragraphs": [WORDS[number % len(WORDS)].format(number=number)]}, "announcements.notice", str(key),
        )
        for number, key in enumerate(loading.keys(Announcement, count))
    ]  # fmt: skip
    announcing.publish(nation, GENERAL, notices)


def object_to_some(nation: Nation) -> None:
    """Anonymous objections to the latest announcements: some answered, some declined, some waiting."""
    loader = Loader(OBJECTION, NAMES, table.on(nation.on))
    rows = Announcement.objects.exclude(objection_until=None).newest_first()
    found = rows.values_list("pk", "number", "region_id", "region__path", "published_on")
    loader.load(_lives(nation, found[: nation.share(OBJECTIONS)]))
    loading.settle(PublicObjection)


def _lives(nation: Nation, announcements: Any) -> Iterator[Life]:
    rows = list(announcements)
    rng = nation.rng
    for key, (announcement, number, code, path, published) in zip(
        loading.keys(PublicObjection, len(rows)), rows, strict=True
    ):
        lodged = min(published + timedelta(days=rng.randrange(0, 5)), nation.on)
        turns = list(_turns(nation, code, lodged))
        answered = turns[-1].on if turns and turns[-1].move == "answer" else None
        receipt = f"YY{lodged:%Y}{key:08d}"
        query_code = "".join(rng.choices(ALPHABET, k=CODE_LENGTH))
        yield Life(
            key, receipt, f"对公告 {number} 的异议", None, Place(code, path), lodged, None, turns,
            (receipt, query_code, announcement, code, f"seed-{key}", True, "公告所列人员中有人已不在该机构执业。",
             lodged, "反映专业人员不在岗。" if answered else "", "经核查，人员在岗，公告内容属实。" if answered else "",
             False if answered else None, answered),
        )  # fmt: skip


def _turns(nation: Nation, region: str, lodged: date) -> Iterator[Turn]:
    hands, rng = nation.officials[region], nation.rng
    first = lodged + timedelta(days=rng.randrange(1, 4))
    last = first + timedelta(days=rng.randrange(4, 16))
    if first > nation.on or rng.random() < UNTOUCHED:
        return
    if rng.random() < DECLINED:
        yield Turn("decline", first, hands[Role.OFFICER])
        return
    yield Turn("accept", first, hands[Role.OFFICER])
    if last <= nation.on:
        yield Turn("answer", last, hands[Role.REVIEWER])
