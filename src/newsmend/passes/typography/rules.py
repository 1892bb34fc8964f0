"""The faults of spacing and quotation marks, by name."""

from newsmend.types import Rule, Safety

DOUBLE_SPACE = Rule(
    "typography/double-space",
    "two or more spaces where one belongs",
    Safety.FIX,
    ("It was  cold.", "It was cold."),
    why="A link, an advertisement or a soft line break stood there.",
    spares="Tables, verse and lists aligned with spaces; two spaces after a sentence where the document is typed so.",
    typographic=True,
)
SPACE_BEFORE_MARK = Rule(
    "typography/space-before-mark",
    "a space before a comma, stop, colon, semicolon or closing bracket, or after an opening one",
    Safety.FIX,
    ("It was cold , and dark .", "It was cold, and dark."),
    why="The mark was a separate piece for the translator, or came from a language that spaces it.",
    spares="Spaced ellipses, .22 and .com, emoticons.",
    typographic=True,
)
MISSING_SPACE = Rule(
    "typography/missing-space",
    "no space after a comma or at the end of a sentence",
    Safety.FIX,
    ("Flu,measles and fear.The ward closed.", "Flu, measles and fear. The ward closed."),
    why="Two lines or two pieces were joined without the space between them.",
    spares="Numbers, times, initials, domains, brand and file names; what is not two words is suggested only.",
    typographic=True,
)
SPACE_IN_QUOTES = Rule(
    "typography/space-in-quotes",
    "a space between a quotation mark and what it encloses",
    Safety.FIX,
    ("“ We know,” she said.", "“We know,” she said."),
    why="The mark was a separate piece for the translator, or came from French.",
    spares="Paragraphs whose marks do not pair: there nobody can tell which way a mark looks.",
    typographic=True,
)
QUOTE_DIRECTION = Rule(
    "typography/quote-direction",
    "a quotation mark that looks the wrong way, or sits low",
    Safety.FIX,
    ("”We know,“ she said.", "“We know,” she said."),
    why="Other languages open with what closes in English („so“ ”så”), and converters guess wrongly at line starts.",
    spares="Paragraphs whose marks do not pair.",
    typographic=True,
)
GUILLEMETS = Rule(
    "typography/guillemets",
    "guillemets around a quotation in English",
    Safety.FIX,
    ("She said « never » and left.", 'She said "never" and left.'),
    why="They are the quotation marks of the language it was translated from.",
    spares="Lines that are not English; single or unpaired guillemets.",
    typographic=True,
)
ODD_QUOTE = Rule(
    "typography/odd-quote",
    "a straight mark among curly ones, or the reverse",
    Safety.FIX,
    ('“One,” “two,” “three” and “four" it is.', "“One,” “two,” “three” and “four” it is."),
    why="It was typed or inserted by another program than the rest.",
    spares="Documents that mix both, feet and inches, letters such as the okina.",
    typographic=True,
)
SPLIT_CONTRACTION = Rule(
    "typography/split-contraction",
    "a space inside a contraction or possessive, or a wrong mark for its apostrophe",
    Safety.FIX,
    ("They don 't know Iran 's plans.", "They don't know Iran's plans."),
    why="A tokeniser took it apart and nobody put it together; or a keyboard had no apostrophe.",
    spares="'tis, '90s, rock 'n' roll, Dutch names ('t Hooft), Hawai‘i.",
    typographic=True,
)
SPACED_HYPHEN = Rule(
    "typography/spaced-hyphen",
    "a space inside a hyphenated compound",
    Safety.FIX,
    ("the US -led coalition", "the US-led coalition"),
    why="The name before the hyphen was a link or a separate piece for the translator.",
    spares="Hanging hyphens (pre- and post-war), dashes, options, negative numbers.",
    typographic=True,
)
DOUBLED_MARK = Rule(
    "typography/doubled-mark",
    "a comma or full stop set twice",
    Safety.FIX,
    ("It rained,, then it stopped.", "It rained, then it stopped."),
    why="Two pieces each brought their own mark, or a piece between two marks was removed.",
    spares="Ellipses and paths. Two stops, and two commas with a space between, are suggested only.",
    typographic=True,
)
RULES = (
    DOUBLE_SPACE, SPACE_BEFORE_MARK, MISSING_SPACE, SPACE_IN_QUOTES, QUOTE_DIRECTION, GUILLEMETS, ODD_QUOTE,
    SPLIT_CONTRACTION, SPACED_HYPHEN, DOUBLED_MARK,
)  # fmt: skip
