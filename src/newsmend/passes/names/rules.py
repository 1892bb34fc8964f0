"""The rules of the names pass."""

from __future__ import annotations

from newsmend.types import Rule, Safety

KNOWN_SLIP = Rule(
    "names/known-slip",
    "A name in a form that the gazetteer lists as a slip of translators, never as an accepted spelling.",
    Safety.FIX,
    ("Rockets were fired by Qatib Hezbollah in Iraq.", "Rockets were fired by Kataib Hezbollah in Iraq."),
    why="A name that went through another alphabet comes back as its sound, and readers and search engines lose it.",
    spares="Accepted house spellings (Kyiv and Kiev, Erbil and Irbil); a slip of common words alone, or of one word, "
    "where nothing near it speaks of the entity: that is only suggested; a form marked [sic].",
)
NEAR_NAME = Rule(
    "names/near-name",
    "A word that nobody bears as a name, and that sounds like one name of the gazetteer.",
    Safety.FIX,
    ("Talks with Sergei Lavrouv of Russia ended.", "Talks with Sergei Lavrov of Russia ended."),
    why="A name that went through another alphabet comes back as its sound, and readers and search engines lose it.",
    spares="Every known word, name and accepted spelling. Applied only where the rest of the name stands beside it, or "
    "what stands near speaks of the entity, and no second name comes near; a word somebody bears is only suggested.",
)
MINORITY_FORM = Rule(
    "names/minority-form",
    "A name written otherwise than the same text writes it elsewhere, in a form that nobody bears.",
    Safety.FIX,
    (
        "Oksana Belinchuk won. Mayor Belinchuk spoke first. Then Oksana Belintchuk left.",
        "Oksana Belinchuk won. Mayor Belinchuk spoke first. Then Oksana Belinchuk left.",
    ),
    why="A translator spells one name in two ways, and the reader looks for two people.",
    spares="Known names and words, relatives and namesakes, forms of both sexes (Petrov, Petrova), what is made of "
    "a name (Tigray, Tigrayan), and forms the text uses as often.",
)
TRANSLATED_NAME = Rule(
    "names/translated-name",
    "A surname translated as if it were a word.",
    Safety.FLAG,
    ("The minister, Carlos Body, spoke in Madrid.", None),
    why="A translator reads a name as a word: Carlos Cuerpo becomes Carlos Body.",
    spares="Everything but a known person's first name before a translation of that person's surname.",
)
FOREIGN_ACRONYM = Rule(
    "names/foreign-acronym",
    "An acronym from another language behind an English name.",
    Safety.SUGGEST,
    ("The International Monetary Fund (FMI) agreed.", "The International Monetary Fund (IMF) agreed."),
    why="A translator turns a name into English and leaves its acronym as it was.",
    spares="Acronyms that the gazetteer accepts for the name, and those the text calls foreign.",
)
FALSE_ACRONYM = Rule(
    "names/false-acronym",
    "An acronym whose letters do not agree with the name beside it, or nearly those of one the text uses often.",
    Safety.SUGGEST,
    (
        "The Organization for Security and Cooperation in Europe (OSCA) met.",
        "The Organization for Security and Cooperation in Europe (OSCE) met.",
    ),
    why="Letters change places or alphabets under translation, and the name can no longer be found by its acronym.",
    spares="Letters from inside the words of a name, acronyms that anybody knows or that the text uses again, and "
    "those of other languages (MSF, PKK). It is only flagged where neither gazetteer nor text show the true one.",
)
HOUSE_STYLE = Rule(
    "names/house-style",
    "An accepted spelling that is not that of the chosen house style.",
    Safety.FIX,
    ("Crowds filled the squares of Kiev.", "Crowds filled the squares of Kyiv."),
    why="One publication spells one name in one way.",
    spares="Everything, unless a house style is chosen.",
)
RULES = (KNOWN_SLIP, NEAR_NAME, MINORITY_FORM, TRANSLATED_NAME, FOREIGN_ACRONYM, FALSE_ACRONYM, HOUSE_STYLE)
