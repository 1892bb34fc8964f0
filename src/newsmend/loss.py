"""The loss meter: what share of a document's words went, for which reasons, and whether that is too much."""

from __future__ import annotations

from collections import Counter

from newsmend.types import APPLIED, Cleaned

# Reasons for dropping what no article ever held: menus, forms, what readers wrote, the headline that is kept as title.
CERTAIN = frozenset(
    "html/navigation html/footer html/head html/hidden html/share html/comments html/form html/title "
    "boilerplate/comments boilerplate/navigation boilerplate/social boilerplate/consent boilerplate/shortcode".split()
)
_PASS = "boilerplate/"  # of the passes, the one that takes out page and not faults


def _gone(cleaned: Cleaned) -> Counter[str]:
    """Words that went, by reason."""
    gone: Counter[str] = Counter()
    for block in cleaned.document.dropped:
        gone[block.reason] += len(block.text.split())
    for entry in cleaned.of(APPLIED):
        edit = entry.edit
        if edit.rule.id.startswith(_PASS):
            gone[edit.rule.id] += max(0, len(edit.before.split()) - len((edit.after or "").split()))
    return +gone


def _read(cleaned: Cleaned) -> int:
    return max(
        1, sum(len(block.text.split()) for block in cleaned.document.dropped) + len(cleaned.document.text.split())
    )


def lost(cleaned: Cleaned) -> dict[str, float]:
    """Percent (0..100) of the words read that went, by reason, the most first."""
    words = _read(cleaned)
    ranked = sorted(_gone(cleaned).items(), key=lambda item: (-item[1], item[0]))
    return {reason: round(100 * count / words, 1) for reason, count in ranked}


def total(cleaned: Cleaned) -> float:
    """Percent (0..100) of the words read that went."""
    return round(100 * sum(_gone(cleaned).values()) / _read(cleaned), 1)


def too_much(cleaned: Cleaned, limit: float) -> str:
    """Why a document is to be set aside, or "". What certainly is no article counts neither as lost nor as read.

    `limit` is a percentage; 0 is no limit.
    """
    gone = _gone(cleaned)
    certain = sum(count for reason, count in gone.items() if reason in CERTAIN)
    words = max(1, _read(cleaned) - certain)
    doubtful = Counter({reason: count for reason, count in gone.items() if reason not in CERTAIN})
    share = 100 * sum(doubtful.values()) / words
    if not limit or share <= limit:
        return ""
    most = ", ".join(f"{reason} {100 * count / words:.0f}%" for reason, count in doubtful.most_common(3))
    return f"boilerplate would take {share:.0f}% of its words (limit {limit:g}%): {most}; look at it"
