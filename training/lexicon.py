"""Distil the cased lexicon and the inflection table that ship with newsmend.

Run once, by hand, when a source package changes; the two tables are committed::

    python training/lexicon.py [--out src/newsmend/data] [--names 4]

Sources, all under the MIT licence, read from the installed packages (about 7 seconds):

* ``spacy-lookups-data`` 1.0.5, ``en_lexeme_prob``: log-probabilities of a million *cased* forms in web comments. It is
  the only one of the three that tells a name from a word, and it is full of misspellings: of 18,600 mainly lower-case
  forms (5 or more per 100 million) which the other two lack, most are slang, other languages or errors, and ``alot`` is
  40 times as frequent as ``pelican``. So it never makes a lower-case word known. It gives weights to words that others
  vouch for, and adds names: forms nearly always capitalised, as misspellings are not (``recieve``: 98% lower-case).
* ``symspellpy`` 6.10.1, ``frequency_dictionary_en_82_765.txt``: case-folded words, British and American.
* ``lemminflect`` 0.2.3, ``infl_lu.csv.gz``: lemmas with part of speech and inflected forms. Beside ``occurred`` it has
  ``occured``; a second spelling nobody else knows counts only if it is at least a twentieth as frequent as the first.

``MODERN`` holds what all three are too old or too prudish for, and ``MISSPELT`` what they wrongly list.

Both tables are sorted, and gzipped without a time stamp: the same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

Counts = dict[str, list[float]]
"""Folded word -> occurrences per 100 million words: lower-case, Capitalised, UPPER."""
Weights = tuple[int, int, int]
"""The same, rounded; all zero for a word of which no use was seen."""

NAME_SHARE = 0.9  # the share of capitals that makes a form a name, as in `newsmend.language.lexicon`
VOUCHED = 4  # the evidence that `newsmend.language.lexicon.is_name` asks for
CARELESS = 0.35  # up to this share, lower-case uses of a listed proper name are slips (french 0.27, nazi 0.33)
RARE_VARIANT = 1 / 20  # a second spelling rarer than this against the first is taken for an error
MASS_NOUN = 0.006  # plural/singular ratio below which a noun listed as its own plural has none (information, software)
WORD = re.compile(r"[a-z\u00df-\u024f]+(?:['-][a-z\u00df-\u024f]+)*")
LIKELY = re.compile(r"[aeiouy\u00df-\u024f]")
STUTTER = re.compile(r"(.)\1\1")


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


# Tokens that the table's tokenizer cut out of contractions (ca|n't, wo|n't, gon|na) or possessives.
SHARDS = words("ca wo sha ai nt ve ll gon na d m s t re")

# Read off the disagreement of the sources with the reviewers' judgement; rare but real words (wether, corse) stay.
MISSPELT = words(
    """
abl adn nt ve ll wo alow ballance beng cheeper colum conquerer didactical hightest lond objet oder stroy thant thess
tuscon whish wite heder flem som neral advertize advertized advertizes aircrafts auxilliaries auxilliary axises
cannister cannisters compromize compromized controled controling definately defineable desireable undesireable
determinated determinating develope developement developements envelopping excentric excentricity exercize exercized
exercizes exercizing forceably glamourous halfs hinderance incase indispensible infectuous informations intrusted
jewelery larvas measureable mimicing miniscule mis-match momento momentos occured occuring producted producting
reenforce reenforced reenforces reenforcing refered refering removeable requestor requestors resistent restauranteurs
rigourous selfs softwares subtlely surprize surprized surprizes surprizing surprizingly targetted targetting tieing
transcripting trolly underlayed overlayed vermillion vigourous wellfare weired wholely nams cruzes thats didnt doesnt
isnt arent wasnt werent havent hasnt hadnt couldnt wouldnt shouldnt dont wont cant im ive youre theyre tolkein
phillippines morrisette morisette jaques
"""
)

# Compiled by the authors: current English of news that the sources lack. Capitalised rows are names.
MODERN = words(
    """
addon addons analytics audiobook audiobooks autocomplete autocorrect backend backlit barcode barcodes beheadings
biohazard biosecurity bitcoin bitcoins blockchain blockchains blogosphere bodyweight bootcamp borderless bycatch camo
carb celiac chatbot chatbots cheerleading chipset chipsets cisgender clickbait codebase commenters comms coronavirus
coronaviruses counterterrorism cringeworthy crosshairs crowdfund crowdfunded crowdfunding crowdsource crowdsourced
crowdsourcing crypto cryptocurrencies cryptocurrency curveball customisable customizable cyber cyberattack
cyberattacks cyberbullying cybercrime cybercriminals cybersecurity dashcam datacenter dataset datasets deadlift
deepfake deepfakes defenseman defensemen dev devs doomscrolling downforce doxxed doxxing driverless dubstep ebook
ebooks ecommerce edtech emoji emojis esport esports eurozone facemask failsafe fanbase fanfiction fentanyl fintech
flatline flipside fracking freemium frontend frontlines frontman frontrunner frontrunners gameday gameplay gaslighting
geoengineering geofence geolocation gif gifs glycemic glyphosate goaltending grandkids graphene greenwashing hadith
hadiths hardline hashtag hashtags headshot hoc homebrew homeschooled hominem hotspot hotspots impactful influencer
influencers infographic infographics inkjet intersectional intersectionality jetpack jihadi jihadis ketamine keychain
kickstarted leaderboard leaderboards lifecycle lightbulb lightbulbs livestream livestreamed livestreaming livestreams
lockdown lockdowns longlist longlisted longterm megacity megaproject merch metaverse metformin microbiome microblog
microplastic microplastics midseason millennials minimalistic misandry misgendered mislabeled motorsport motorsports
multiplatform naloxone nanoparticle nanoparticles nanoscale natively neonicotinoid netbooks neurodiverse newsfeed
nonbinary offroad offseason onboard onboarding opioids overhyped overthink overthinking overtourism oxycodone paleo
passcode paywall paywalls pedophile pedophiles pedophilia peloton permaculture personhood photobomb photoshoot
photoshoots photoshop photoshopped pickleball pixelated playmaker playmakers plotline plotlines podcaster podcasters
poutine preloaded preorder preordered preorders prepper preppers priori probiotics quadcopter ransomware realtime
rebalance rebalancing rebrand rebranded rebranding reframe regift repo reskill respawn retweet retweeted retweets
rewatch rewatched rewilding roadmap roleplay roleplaying rollout rollouts runtime scepter schtick searchable seatbelts
selfie selfies sexting sexualization sexualized shoutout sidechain skillset skillsets smartwatch smartwatches snuck
soundbar spacetime stablecoin stablecoins stormwater storylines strawman stressors subgenres subreddit subreddits
subwoofer supercar supercars superfan superfood superfoods superspreader supervillain superyacht synergize takedown
takedowns tasered telco telcos telecom telehealth telemedicine teleported teleporting tidbit tidbits timeframe
timeframes timelapse touchpad touchpoint tradeoff tradeoffs trainwreck tramadol transphobia transphobic transwoman
transwomen tweens undrafted unfollow unfriend unfriended unranked unsourced unvaccinated upcycle upcycled upcycling
upvote upvoted upvotes vape vaped vapes vaping velociraptor victimhood virtualization vlog vlogger vloggers vlogs
walkthrough walkthroughs warrantless waterboarding waypoint webpages wellbeing whistleblower whistleblowers
whistleblowing whitelist wirelessly wishlist wishlists youtuber youtubers zoonotic
Airbnb Alexa Bitcoin BLM Bolsonaro Brexit Brexiteer Brexiteers Covid DeepMind Deliveroo Donbas Erdogan Ethereum GDPR
GIF GoFundMe Hezbollah Houthi Houthis Huawei Instagram iPads iPhones ISIL Kharkiv Kyiv LinkedIn Lyft Macron Mariupol
Meghan Merkel Modi NFT NFTs OpenAI Pfizer Pinterest Reddit Rohingya Snapchat SpaceX Spotify Starmer Sunak Taliban
TikTok Uber Uyghur Uyghurs WhatsApp WikiLeaks Xbox Zelensky Zelenskyy
"""
)

# Nouns whose plural is the noun itself. lemminflect lists that form for 7,500 nouns, for mass nouns and in error too.
INVARIANT = words(
    """
aircraft bison buffalo cannon cattle police carp cod crossroads deer elk fish gallows grouse halibut headquarters
herring hovercraft mackerel means moose offspring percent pike plaice reindeer rotorcraft salmon series sheep shrimp
spacecraft species squid swine trout tuna watercraft whereabouts yen yuan baht rand rouble renminbi
"""
)
# Frequent as another part of speech, so that their plural looks too rare to be one.
COUNTABLE = words("well wrong tomorrow public potential nexus twilight left running high low cold down must good")
# Common nouns that lemminflect knows as names only: the eve of, 40 rand.
COMMON = words("eve intel rand cooper fisher wheeler freeman")
BE = ["be", "v", "was/were", "been", "being", "is", "am/are"]


def fold(word: str) -> str:
    """Return the key of a cased form: lower-case, with a straight apostrophe."""
    return word.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def shape(word: str) -> int:
    """Return 0 for lower, 1 for Capitalised or mIxed, 2 for UPPER; one capital letter alone is Capitalised."""
    if word == word.lower():
        return 0
    return 2 if word == word.upper() and len(word) > 1 else 1


def read_counts() -> Counts:
    """Return occurrences per 100 million words of every plausible word in the lexeme table."""
    path = files("spacy_lookups_data") / "data" / "en_lexeme_prob.json.gz"
    table: dict[str, float] = json.loads(gzip.decompress(path.read_bytes()))
    counts: Counts = {}
    for form, logprob in table.items():
        key = fold(form)
        if WORD.fullmatch(key):
            counts.setdefault(key, [0.0, 0.0, 0.0])[shape(form)] += math.exp(logprob) * 1e8
    for shard in SHARDS & counts.keys():
        counts[shard][0] = 0.0
    return counts


def read_dictionary() -> set[str]:
    """Return the words of symspell's dictionary, which is case-folded."""
    path = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    words = (line.split(" ")[0] for line in path.read_text(encoding="utf-8-sig").splitlines())
    return {word for word in words if WORD.fullmatch(word) and word not in MISSPELT}


def read_inflections() -> list[list[str]]:
    """Return lemminflect's rows: lemma, part of speech, then one column per form with variants apart by a slash."""
    path = files("lemminflect") / "resources" / "infl_lu.csv.gz"
    rows = csv.reader(gzip.decompress(path.read_bytes()).decode().splitlines())
    return [row for row in rows if WORD.fullmatch(fold(row[0]))]


def total(counts: Counts, word: str) -> float:
    """Return occurrences of a word per 100 million, in any case."""
    return sum(counts.get(fold(word), ()))


def inflected(rows: Iterable[list[str]], counts: Counts, dictionary: set[str]) -> Iterator[str]:
    """Yield lemmas and inflected forms that are no doubtful second spellings; see the module's docstring."""
    for lemma, pos, *columns in rows:
        yield lemma
        for column in columns:
            variants = column.split("/")
            best = max(total(counts, variant) for variant in variants)
            for variant in variants:
                # Comparatives were generated for every adjective (imbecilicer); believe those that someone used.
                sure = fold(variant) in dictionary or (len(variants) == 1 and (pos != "adj" or best > 0))
                if WORD.fullmatch(fold(variant)) and (sure or total(counts, variant) > best * RARE_VARIANT):
                    yield lemma[0] + variant[1:] if lemma[0].isupper() else variant


def is_likely_name(key: str, weights: list[float], minimum: float) -> bool:
    """Tell whether a form that only the web table knows is a name or an acronym worth its line."""
    everything = sum(weights)
    if everything < minimum or weights[0] > (1 - NAME_SHARE) * everything or len(key) < 2 or STUTTER.search(key):
        return False
    # Forms mainly in capitals are acronyms, or shouting (then far longer).
    return len(key) <= 5 if weights[2] > weights[1] else bool(LIKELY.search(key)) and len(key) > 2


def rounded(found: Iterable[float]) -> Weights:
    """Return counts as whole numbers."""
    lower, capital, upper = (round(count) for count in found)
    return lower, capital, upper


def once(form: str) -> Weights:
    """Return the least weight for a word written so: one use, and for the names of `MODERN` enough to be names."""
    slot = shape(form)
    times = VOUCHED if form in MODERN and slot else 1
    return times * (slot == 0), times * (slot == 1), times * (slot == 2)


def lexicon(counts: Counts, dictionary: set[str], forms: set[str], minimum: float) -> dict[str, Weights]:
    """Return the known words with their weights."""
    weights: dict[str, Weights] = dict.fromkeys(dictionary, (0, 0, 0))
    for form in sorted(forms | MODERN):  # capitals sort first, so that China yields to china
        weights[fold(form)] = once(form)
    vouched = {fold(form) for form in MODERN}
    for key, found in counts.items():
        least = sum(weights[key]) if key in vouched else 1
        if (key in weights or is_likely_name(key, found, minimum)) and sum(rounded(found)) >= least:
            weights[key] = rounded(found)
    common = forms | COMMON
    for form in forms:  # lemminflect has it with a capital only: "monday" is careless typing, not another word
        key = fold(form)
        lower, capital, upper = weights[key]
        if form != key and key not in common and lower <= CARELESS * (lower + capital + upper):
            weights[key] = (0, lower + capital, upper)
    # A hyphenated word is known by its parts; only those with a part that is no word by itself need a line.
    parted = [key for key in weights if "-" in key and all(part in weights for part in key.split("-"))]
    for key in {*parted, *MISSPELT}:
        weights.pop(key, None)
    return weights


def plurals(lemma: str, variants: list[str], counts: Counts) -> list[str]:
    """Return a noun's plurals, the usual one first; empty for a mass noun."""
    if lemma in INVARIANT:
        return [lemma, *(v for v in variants if v != lemma)]
    others = [v for v in variants if v != lemma]
    usual = sum(total(counts, v) for v in others) > MASS_NOUN * total(counts, lemma) or lemma in COUNTABLE
    return others if usual or lemma not in variants else []


def inflections(rows: Iterable[list[str]], counts: Counts, known: dict[str, Weights]) -> Iterator[list[str]]:
    """Yield table rows for lemmas in the lexicon: lemma, one-letter part of speech, forms."""
    yield BE
    for lemma, pos, *columns in rows:
        if pos == "adv" or fold(lemma) not in known or lemma == "be":
            continue
        forms = ["/".join(v for v in column.split("/") if fold(v) in known) for column in columns]
        if pos == "verb" and forms[1] and forms[0].split("/")[0].endswith("ed"):
            past, own = forms[0].split("/")[0], forms[1].split("/")
            if total(counts, past) > 3 * max(total(counts, form) for form in own):
                forms[1] = "/".join(dict.fromkeys([past, *own]))  # stayed before staid, learned before learnt
        if pos == "noun":
            forms = ["/".join(plurals(lemma, [v for v in forms[0].split("/") if v], counts))]
        if lemma[0].isupper():  # people's plurals (Aarons) are no grammar; Germans and Sundays are frequent
            if pos == "verb" or (pos == "noun" and total(counts, forms[0]) < 20):
                continue
            forms = [fold(form) for form in forms]
        yield [fold(lemma), pos[0], *forms]


def write(path: Path, header: list[str], lines: Iterable[str]) -> None:
    """Write a gzipped table with its comment lines, the same bytes for the same lines."""
    text = "".join(f"# {line}\n" for line in header) + "".join(f"{line}\n" for line in sorted(set(lines)))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{path}: {text.count(chr(10)) - len(header):,} rows, {path.stat().st_size:,} bytes")


def main() -> None:
    """Build both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "src/newsmend/data")
    parser.add_argument(
        "--names", type=float, default=4, metavar="N", help="least occurrences per 100 million of a name"
    )
    args = parser.parse_args()
    counts, dictionary, rows = read_counts(), read_dictionary(), read_inflections()
    known = lexicon(counts, dictionary, set(inflected(rows, counts, dictionary)), args.names)
    source = "Source: spacy-lookups-data (en_lexeme_prob), symspellpy (dictionary), lemminflect; by training/lexicon.py"
    columns = "Columns: word, then occurrences per 100 million words in lower-case, Capitalised, UPPER"
    lines = ("\t".join([word, *map(str, weights)]) for word, weights in known.items())
    write(args.out / "lexicon.tsv.gz", [source, "Licence: MIT", columns], lines)
    columns = (
        "Columns: lemma, v|n|a, then v: past, participle if other, -ing, -s | n: plural | a: comparative, superlative"
    )
    lines = ("\t".join(row).rstrip("\t") for row in inflections(rows, counts, known))
    write(
        args.out / "inflections.tsv.gz", ["Source: lemminflect; by training/lexicon.py", "Licence: MIT", columns], lines
    )


if __name__ == "__main__":
    main()
