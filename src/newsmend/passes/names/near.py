"""Unknown words that sound like one name of the gazetteer, with something near them that speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from newsmend.language import lexicon, sentences, sounds
from newsmend.language.gazetteer import NEAREST, words_of
from newsmend.language.mentions import PARTICLES, Mentions, is_true_name
from newsmend.language.names import Entity
from newsmend.passes.names.rules import NEAR_NAME
from newsmend.passes.names.witnesses import NEAR, contrasted, witnesses
from newsmend.types import Draft, Edit, Safety

# Costs per letter, measured by benchmarks/names.py on pairs of its own and on respelt names of post-edits.
ALONE = 0.17  # a word that is the whole of a name
WITH_REST = 0.28  # a word beside the rest of its name
SURE = 0.08  # a word alone that the text uses again
VARIANT = 0.06  # what an accepted variant must be nearer by than the canonical form
GENERIC = 0.25  # share of lower-case uses from which a word of a name is also a word
MARGIN = 0.06  # by which the second name must be further
ALL_MANGLED = 0.13  # several words, none of them as it should be
SURE_ALONE = 0.075  # a word alone that needs no more than a witness somewhere
SHORT_ALONE, LONG_ALONE = 5, 9  # letters up to which it needs more, and from which its length is enough
SURNAME = 0.12  # a surname without a title before it
_LONG = 7  # letters from which a name alone is suggested though nothing near speaks for it
_BESIDE = 4  # words to either side that may be of one name with a word
_SHORT = 4  # letters; a shorter name alone sounds like too many others
_SIC = re.compile(r"(?:[ -][\w’']+){0,3}\s*[\[(]sic[\])]", re.IGNORECASE)
_ARTICLES = frozenset("al el ul ad ar as az an ash at".split())
_PEOPLE = frozenset(("person",))
_INTRODUCED = re.compile(r",? (?:is|was|,)? ?(?:a|an) \w|, \d\d,")
# What the famous are called by without more words, beside what the gazetteer says of each.
_ROLES = frozenset(
    "president minister premier chancellor chief leader king queen prince general commander secretary spokesman pope "
    "spokeswoman governor senator mayor ambassador cleric ayatollah coach striker champion envoy dictator".split()
)


@dataclass(frozen=True, slots=True)
class Match:
    """A way to read some words of a text as a form of an entity: tokens `first` to `last` become `after`."""

    first: int
    last: int
    after: str
    entity: Entity
    cost: float  # per letter
    rest: tuple[str, ...]  # words of the form that stand in the text as they should
    whole: bool  # every word of the form is there
    canonical: bool  # it is the entity's first form

    @property
    def limit(self) -> float:
        """The cost per letter this match may have."""
        return WITH_REST if any(not _is_generic(word) for word in self.rest) else ALONE


def find_near_names(draft: Draft, known: Mentions) -> Iterator[Edit]:
    """Put a gazetteer's name where an unknown word sounds like it: "Sergei Lavarov", "Vagner Group".

    Wrong where the word is a rarer name than the gazetteer's. So nobody may bear it, what stands near must speak of the
    entity, and a first name beside it must be the entity's own.
    """
    done = -1
    for at in known.doubtful:
        if at <= done:
            continue
        edit = _best(draft, known, at)
        if edit is not None:
            done = next(place for place in range(at, len(known.tokens)) if known.tokens[place].end >= edit[1])
            yield edit[0]


def _best(draft: Draft, known: Mentions, at: int) -> tuple[Edit, int] | None:
    rest = [word for word in _company(known, at) if known.gazetteer.knows(word)]
    if not rest and is_true_name(known.tokens[at].word):
        return None
    # Where several words are mangled and none is right, one of them is as near as a word alone has to be.
    limit = ALONE if all(map(_is_generic, rest)) else NEAREST
    nearest: dict[str, Match] = {}
    for match in sorted(_matches(known, at, limit), key=_rank):
        if match.cost <= match.limit and not (match.first == match.last and _is_derived(known, match)):
            nearest.setdefault(match.entity.name, match)
    if not nearest:
        return None
    best, *others = nearest.values()
    heard = _witnesses(known, best)
    start, end = known.tokens[best.first].start, known.tokens[best.last].end
    again = known.counts[known.tokens[at].word] > 1
    # A word the text uses again, or that nothing speaks for, is as likely a name the gazetteer does not know.
    borne = is_true_name(known.tokens[at].word) and not _certain(best)
    if borne and not best.rest:
        return None
    unsaid = not heard and (best.cost > SURE or len(best.after) < _LONG)
    if (not best.rest and (unsaid or (again and best.cost > SURE))) or _SIC.match(draft.text, end):
        return None
    rivals = [
        match
        for match in others
        if match.after != best.after
        and bool(match.rest) == bool(best.rest)
        and match.cost < best.cost + MARGIN
        and (not heard or _witnesses(known, match))
    ]
    safe = not rivals and not borne and _speaks(known, best, at, heard) and not _introduced(known, best)
    # Behind a title stands a person: King Seonjo is no town.
    titled = known.before(best.first)[0] == "title" and best.entity.kind not in _PEOPLE
    safe = safe and not titled and not contrasted(draft.text, start, end, best.after, best.entity)
    said = [f"it sounds like {best.entity.name}"]
    if best.rest:
        said.append(f"“{' '.join(best.rest)}” stands beside it")
    if heard:
        said.append(f"“{heard[0]}” stands near")
    edit = draft.edit(
        NEAR_NAME,
        start,
        end,
        best.after,
        "no such name; " + ", ".join(said),
        confidence=round((0.99 if safe else 0.8) - best.cost / 10, 3),
        evidence=("gazetteer", *(("rest-of-name",) if best.rest else ()), *(("context-word",) if heard else ())),
        safety=Safety.FIX if safe else Safety.SUGGEST,
    )
    return edit, end


def _rank(match: Match) -> tuple[object, ...]:
    """Nearest first; the canonical form before a variant that is hardly nearer."""
    return (
        not match.rest,
        not match.whole,
        match.cost + (0 if match.canonical else VARIANT),
        match.after,
        match.entity.name,
    )


def _is_derived(known: Mentions, match: Match) -> bool:
    """Whether a lone word is made of another form of the name: Dagestani, where Daghestan is one as well."""
    word = known.tokens[match.first].word
    return not match.rest and any(sounds.derived(form, word) for form in match.entity.forms if " " not in form)


def _certain(match: Match) -> bool:
    """Whether so much of the name stands there that even a word somebody bears as a name is a slip."""
    return len(match.rest) > 1 or (bool(match.rest) and match.entity.kind not in _PEOPLE)


def _speaks(known: Mentions, match: Match, at: int, heard: list[str]) -> bool:
    """Whether what stands near entitles to put the name there."""
    weight = sum(2 if word[0].isupper() else 1 for word in heard)
    if match.whole and match.rest:
        if match.entity.kind in _PEOPLE:
            return weight > 0 and not _is_given_variant(known, match)
        return weight > 0 or any(not _is_generic(word) for word in match.rest)
    if match.whole and match.last > match.first:
        return weight > 1 and match.cost <= ALL_MANGLED  # Si Jinpin
    if match.entity.kind in _PEOPLE and match.cost > SURNAME and known.before(at)[0] != "title":
        return False
    return weight > 1 and len(sounds.fold(match.after)) > _SHORT and _near_enough_alone(known, match, at, heard)


def _near_enough_alone(known: Mentions, match: Match, at: int, heard: list[str]) -> bool:
    """Whether a word alone is so near to a name, or so long, that no other name lies as near: Valga is not the Volga.

    Of seven letters or eight it needs a country or the like in its own sentence, or two around; a shorter one needs
    that and to be nearer.
    """
    letters = len(sounds.fold(known.tokens[at].word))
    if letters >= LONG_ALONE or (match.cost <= SURE_ALONE and letters > SHORT_ALONE):
        return True
    if match.cost > SURE_ALONE and letters < _LONG:
        return False
    start, end = known.tokens[match.first].start, known.tokens[match.last].end
    sentence = " ".join(sentences.around(known.text, start, end))
    named = [word for word in heard if word[0].isupper()]
    return len(named) > 1 or any(word[0].isupper() for word in witnesses(match.entity, sentence))


def _is_given_variant(known: Mentions, match: Match) -> bool:
    """Whether only a given name is spelt with other vowels: people and houses differ there (Hoshyar, Hoshiyar)."""
    tokens = known.tokens[match.first : match.last + 1]
    changed = zip(words_of(match.after), tokens, strict=False)
    surname = words_of(match.entity.name)[-1]
    return match.rest[-1] == surname and all(sounds.vowels_apart(right, token.word) for right, token in changed)


@lru_cache(maxsize=4096)
def _is_generic(word: str) -> bool:
    """Whether a word of a name is also a word: Lake, University, Group."""
    share = lexicon.lower_share(word)
    return share is not None and share >= GENERIC


def _introduced(known: Mentions, match: Match) -> bool:
    """Whether the text introduces somebody its readers do not know: "X, a dentist", "the painter X", "X is a nurse"."""
    if match.entity.kind not in _PEOPLE:
        return False
    first, last = known.tokens[match.first], known.tokens[match.last]
    if _INTRODUCED.match(known.text, last.end):
        return True
    if not first.joined or match.first == 0:
        return False
    role = known.tokens[match.first - 1].word
    return role.islower() and role not in match.entity.context and role not in _ROLES and lexicon.is_noun(role)


@lru_cache(maxsize=1 << 14)
def _words(form: str) -> tuple[str, ...]:
    return tuple(words_of(form))


def _company(known: Mentions, at: int) -> list[str]:
    """The words beside a word that may be of one name with it."""
    tokens = known.tokens
    first = last = at
    while first > max(at - _BESIDE, 0) and tokens[first].joined:
        first -= 1
    while last < min(at + _BESIDE, len(tokens) - 1) and tokens[last + 1].joined:
        last += 1
    beside = (*tokens[first:at], *tokens[at + 1 : last + 1])
    return [token.word for token in beside if token.word.lower() not in PARTICLES]


def _matches(known: Mentions, at: int, limit: float) -> Iterator[Match]:
    for word, cost in known.gazetteer.near(known.tokens[at].word, limit):
        for entity in known.gazetteer.bearers(word):
            for form in entity.forms:
                words = _words(form)
                for place, each in enumerate(words):
                    if each == word:
                        found = _aligned(known, at, form, words, place, entity) or _surname(
                            known, at, words, place, entity, cost
                        )
                        if found:
                            yield found


def _aligned(known: Mentions, at: int, form: str, words: tuple[str, ...], place: int, entity: Entity) -> Match | None:
    """The whole form, every word in its place; None when one of them is another."""
    first, last = at - place, at - place + len(words) - 1
    if first < 0 or last >= len(known.tokens):
        return None
    tokens = known.tokens[first : last + 1]
    if not all(token.joined for token in tokens[1:]):
        return None
    total, letters, rest, changed = 0.0, 0, [], []
    for number, (right, token) in enumerate(zip(words, tokens, strict=True)):
        cost = _cost(right, token.word)
        if cost is None:
            return None
        if cost > 0:
            if _other_word(right, token.word, lone=len(words) == 1):
                return None
            total += cost
            letters += len(right)
            changed.append(number)
        elif right.lower() not in PARTICLES and len(right) > 1:
            rest.append(right)
    if len(words) == 1 and _has_other_first_name(known, at, ()):
        return None
    if not changed:
        return None
    low, high = changed[0], changed[-1]
    after = _between(form, words, low, high)
    return Match(
        first + low,
        first + high,
        after,
        entity,
        total / max(4, letters),
        tuple(rest),
        whole=True,
        canonical=form == entity.name,
    )


def _cost(right: str, wrong: str) -> float | None:
    """What one word of a form costs to be this word; None when it is another word."""
    if sounds.fold(right) == sounds.fold(wrong):
        return 0.0
    if right in _ARTICLES and wrong.lower() in _ARTICLES:
        return 0.1
    if len(right) < 3:
        cost = sounds.distance(right, wrong, 0.7)
        return cost if len(right) == len(wrong) == 2 and wrong[0].isupper() and cost <= 0.7 else None
    cost = sounds.distance(right, wrong, 0.34 * max(4, len(right)))
    return cost if cost < float("inf") and wrong[0].isupper() == right[0].isupper() else None


def _other_word(right: str, wrong: str, *, lone: bool) -> bool:
    """Whether a word is rather made of the name than the name itself: Assadi, Tripolis, Petrova."""
    return (lone or len(wrong) > len(right)) and sounds.derived(right, wrong)


def _between(form: str, words: tuple[str, ...], low: int, high: int) -> str:
    """The part of a form from its word `low` to its word `high`, as it is written there."""
    at, start, end = 0, 0, 0
    for number, word in enumerate(words):
        found = form.index(word, at)
        at = found + len(word)
        if number == low:
            start = found
        if number == high:
            end = at
    return form[start:end]


def _surname(known: Mentions, at: int, words: tuple[str, ...], place: int, entity: Entity, cost: float) -> Match | None:
    """The last word of a person's name, standing alone or behind a title."""
    if entity.kind not in _PEOPLE or place != len(words) - 1 or place == 0 or len(words[place]) < _SHORT:
        return None
    wrong = known.tokens[at].word
    if _has_other_first_name(known, at, words[:place]) or _other_word(words[place], wrong, lone=True):
        return None
    return Match(at, at, words[place], entity, cost, (), whole=False, canonical=words == _words(entity.name))


def _has_other_first_name(known: Mentions, at: int, own: tuple[str, ...]) -> bool:
    """Whether a name stands beside this word that is none of the entity's own: then it is somebody else."""
    kind, word = known.before(at)
    if kind == "name" and not any(sounds.fold(each) == sounds.fold(word) for each in own):
        return True
    return bool(known.after(at))


def _witnesses(known: Mentions, match: Match) -> list[str]:
    start, end = known.tokens[match.first].start, known.tokens[match.last].end
    reach = len(known.text) if match.limit == WITH_REST else NEAR
    near = f"{known.text[max(0, start - reach) : start]} {known.text[end : end + reach]}"
    return witnesses(match.entity, near, match.rest)
