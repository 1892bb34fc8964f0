"""Distil the cased lexicon and the inflection table that ship with newsmend.

Run once, by hand, when a source package changes; the two tables are committed::

    python training/lexicon.py [--out src/newsmend/data] [--names 4]

Sources, all under the MIT licence, read from the installed packages (about 8 seconds):

* ``spacy-lookups-data`` 1.0.5, ``en_lexeme_prob``: log-probabilities of a million *cased* forms in web comments. It is
  the only one of the three that tells a name from a word, and it is full of misspellings: of 10,000 lower-case forms it
  has and the other two have not, most are slang, other languages or errors, and ``alot`` is more frequent than
  ``pelican``. So it never makes a lower-case word known. It gives weights to words that others vouch for, and adds
  names: forms nearly always capitalised, which misspellings are not (``recieve`` is 98% lower-case).
* ``symspellpy`` 6.9 or newer, ``frequency_dictionary_en_82_765.txt``: case-folded words of SCOWL, British and American.
* ``lemminflect`` 0.2.3, ``infl_lu.csv.gz``: lemmas with part of speech and inflected forms. Beside ``occurred`` it lists
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

NAME_SHARE = (
    0.9  # the share of capitals that makes a form a name; the same bound as `newsmend.language.lexicon.is_name`
)
RARE_VARIANT = 1 / 20  # a second spelling rarer than this against the first is taken for an error
MASS_NOUN = 0.006  # plural/singular ratio below which a noun listed as its own plural has none (information, software)
WORD = re.compile(r"[a-z\u00df-\u024f]+(?:['-][a-z\u00df-\u024f]+)*")
LIKELY = re.compile(r"[aeiouy\u00df-\u024f]")
STUTTER = re.compile(r"(.)\1\1")

# Tokens that the table's tokenizer cut out of contractions (ca|n't, wo|n't, gon|na) or possessives.
SHARDS = set("ca wo sha ai nt ve ll gon got'ta na d m s t re".split())

# Read off the disagreement of the sources with the reviewers' judgement; rare but real words (wether, corse) stay.
MISSPELT = set(
    """
abl adn alow ballance beng cheeper colum conquerer didactical hightest lond objet oder stroy thant thess tuscon whish
wite heder flem som neral
advertize advertized advertizes aircrafts auxilliaries auxilliary axises cannister cannisters compromize compromized
controled controling definately defineable desireable undesireable determinated determinating develope developement
developements envelopping excentric excentricity exercize exercized exercizes exercizing forceably glamourous halfs
hinderance incase indispensible infectuous informations intrusted jewelery larvas measureable mimicing miniscule
mis-match momento momentos occured occuring producted producting reenforce reenforced reenforces reenforcing refered
refering removeable requestor requestors resistent restauranteurs rigourous selfs softwares subtlely surprize surprized
surprizes surprizing surprizingly targetted targetting tieing transcripting trolly underlayed overlayed vermillion
vigourous wellfare weired wholely nams cruzes
thats didnt doesnt isnt arent wasnt werent havent hasnt hadnt couldnt wouldnt shouldnt dont wont cant im ive youre theyre
tolkein phillippines morrisette morisette jaques
""".split()
)

# Compiled by the authors: current English of news that the sources lack. Capitalised rows are names.
MODERN = """
add-on addon addons adware airstrike airstrikes algorithmic analytics anti-vaxxer audiobook audiobooks autocomplete
autocorrect autofocus backend backlit bandwagon barcode barcodes beheadings biohazard biometric biometrics biosecurity
bitcoin bitcoins blockchain blockchains blogosphere bodyweight bootcamp borderless burnout bycatch bytecode camo carb
carbs carer carers celiac changelog chatbot chatbots cheerleading childcare chipset chipsets cisgender clickbait
codebase codec codecs comms commenter commenters config configs containerized coronavirus coronaviruses counterterrorism
covid cringeworthy crosshairs crowdfund crowdfunded crowdfunding crowdsource crowdsourced crowdsourcing crypto
cryptocurrencies cryptocurrency curveball customizable customisable cutscene cyber cyberattack cyberattacks cyberbullying
cybercrime cybercriminals cybersecurity cyberspace dashcam datacenter dataset datasets deadlift deepfake deepfakes
defenseman defensemen dev devs doomscrolling dialup distro downforce downmarket downplay downplayed downplaying doxxed
doxxing driverless dropdown dubstep earbuds ebook ebooks ecommerce ecosystem ecosystems edtech emoji emojis esport esports
eurozone eyewitness facemask failsafe fanbase fanfiction fentanyl fiance fiancee fintech firewall firmware flatline
flipside fondant footage fracking framerate freemium frontend frontman frontline frontlines frontrunner frontrunners
gameday gamepad gameplay gaslighting geoengineering geofence geolocation geotagged gif gifs glyphosate glycemic
goaltending graphene greenwashing grandkids hadith hadiths hardline hardliner hardliners hashtag hashtags headset
headshot healthcare heatwave heatwaves hijab hijabs hoc hominem homebrew homeschool homeschooled homeschooling homeware
hotspot hotspots hydrocodone impactful infographic infographics infomercial influencer influencers inkjet insourcing
insurtech intersectional intersectionality intifada jetpack jihadi jihadis jihadist jihadists judgmental kerbside
keychain ketamine kickstart kickstarted lactose landline latte laypeople leaderboard leaderboards lifecycle lightbulb
lightbulbs lightsaber livestream livestreamed livestreaming livestreams lockdown lockdowns longlist longlisted longterm
machina malware marketplace marketplaces megacity megaproject meme memes merch metadata metaverse metformin
microbiome microblog microcontroller microplastic microplastics microprocessor midfield midfielder midseason millennials
minimalistic misandry misgendered misinformation misogynistic mislabeled mixtape mixtapes modder modders motorsport
motorsports multiplayer multiplatform multitasking naloxone nanoparticle nanoparticles nanoscale natively neonicotinoid
netbook netbooks neurodiverse newsfeed nonbinary nonprofit nonprofits offline offroad offseason offshoring oligarch
oligarchs omicron onboard onboarding online onscreen opioid opioids outsource outsourced outsourcing overhyped overthink
overthinking overtourism oxycodone paleo pandemic parkour passcode paywall paywalls pedophile pedophiles pedophilia
peloton permaculture permafrost personhood phishing photobomb photoshoot photoshoots photoshop photoshopped pickleball
pixelated playlist playlists playmaker playmakers playthrough plotline plotlines podcast podcaster podcasters
podcasting podcasts poutine powerlifting preloaded preorder preordered preorders preteen priori probiotics
proactively prepper preppers quadcopter radicalisation radicalization ransomware realtime rebalance rebalancing rebrand
rebranded rebranding reframe regift relaunch relaunched renewables repo reskill respawn retcon retweet retweeted retweets
rewatch rewatched rewilding ringtone ringtones roadmap roleplay roleplaying rollout rollouts runtime scepter schtick
screenshot screenshots searchable seatbelt seatbelts selfie selfies semiconductors sexism sexting sexualization
sexualized shareable sharia shitshow shortlist shortlisted shoutout sidechain signage skillset skillsets slideshow
smartphone smartphones smartwatch smartwatches snuck socioeconomic sockpuppet soundbar spacecraft spacetime spam speakerphone
spoiler spoilers spyware stablecoin stablecoins startup startups stakeholder stakeholders storyline storylines stormwater
strawman streamer streamers stressors subgenre subgenres subnet subreddit subreddits subwoofer supercar supercars
superfan superfood superfoods superspreader superyacht supervillain synergize synesthesia takedown takedowns takeaways
tariff taser tasered telco telcos telecom telecoms telehealth telemedicine teleport teleported teleporting
textbox thermite thumbnail tidbit tidbits timeframe timeframes timelapse timeline timelines timespan toolkit
torrenting totalled touchpad touchscreen touchscreens touchpoint tradeoff tradeoffs trainwreck tramadol transgender
transphobia transphobic transwoman transwomen triathlete tricep tween tweens tweet tweeted tweeter tweeting tweets
twerking ultrabook undrafted unfollow unfriend unfriended uninstall unionised unranked unsourced unsubscribe unvaccinated
upcycle upcycled upcycling upload uploaded uploading uploads uptime upvote upvoted upvotes urbanisation vape vaped vapes
vaping vegan vegans velociraptor vendetta victimhood viral virtualization vlog vlogger vloggers vlogs voicemail vuvuzela
walkthrough walkthroughs warrantless waterboarding waypoint wearables webcam webcams webinar webinars webpage webpages
website websites wellbeing wellness whistleblower whistleblowers whistleblowing whitelist whitespace widescreen wifi
wiki wikis wildlings wirelessly wishlist wishlists worldbuilding youtuber youtubers zettabyte zoonotic
Airbnb Alexa Android ASEAN Bitcoin BLM Bolsonaro Brexit Brexiteer Brexiteers Covid COVID Chromebook Chromebooks
Deliveroo Dogecoin Donbas DeepMind Ethereum Erdogan Facebook Fitbit GDPR GoFundMe Google Grindr GIF Hezbollah Houthi
Houthis Huawei Instagram iPad iPads iPhone iPhones ISIL ISIS Kindle Kyiv Kharkiv Lyft LinkedIn Macron Mariupol Merkel
Meghan mRNA Modi Netflix Novak NFT NFTs OpenAI Pfizer Pinterest Reddit Rohingya SARS Skype Snapchat SpaceX Spotify
Starmer Sunak Taliban Tesla TikTok Trump Truss Twitter Uber Uyghur Uyghurs Vaxzevria WhatsApp WikiLeaks Wikipedia
Xbox YouTube Zelensky Zelenskyy Zuckerberg
""".split()

# Nouns whose plural is the noun itself; lemminflect lists that form for 7,500 nouns, for mass nouns and in error as well.
INVARIANT = set(
    """
aircraft bison buffalo cannon carp cod crossroads deer elk fish gallows grouse halibut headquarters herring hovercraft
mackerel means moose offspring percent pike plaice reindeer rotorcraft salmon series sheep shrimp spacecraft species
squid swine trout tuna watercraft whereabouts yen yuan baht rand rouble renminbi
""".split()
)
# Frequent as another part of speech, so that their plural looks too rare to be one.
COUNTABLE = set("well wrong tomorrow public potential nexus twilight left running high low cold down must good".split())
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
    for lemma, _pos, *columns in rows:
        yield lemma
        for column in columns:
            variants = column.split("/")
            best = max(total(counts, variant) for variant in variants)
            for variant in variants:
                sure = len(variants) == 1 or fold(variant) in dictionary
                if WORD.fullmatch(fold(variant)) and (sure or total(counts, variant) > best * RARE_VARIANT):
                    yield lemma[0] + variant[1:] if lemma[0].isupper() else variant


def is_likely_name(key: str, weights: list[float], minimum: float) -> bool:
    """Tell whether a form that only the web table knows is a name or an acronym worth its line."""
    everything = sum(weights)
    if everything < minimum or weights[0] > (1 - NAME_SHARE) * everything or len(key) < 2 or STUTTER.search(key):
        return False
    # Forms mainly in capitals are acronyms, or shouting (then far longer).
    return len(key) <= 5 if weights[2] > weights[1] else bool(LIKELY.search(key)) and len(key) > 2


def lexicon(counts: Counts, dictionary: set[str], forms: Iterable[str], minimum: float) -> dict[str, tuple[int, ...]]:
    """Return the known words with rounded weights; all zero means: a word, but no evidence of its case."""
    weights = dict.fromkeys(dictionary, (0, 0, 0))

    def add(cased: Iterable[str]) -> None:
        for form in cased:
            slot = shape(form)
            weights[fold(form)] = (int(slot == 0), int(slot == 1), int(slot == 2))

    add(forms)
    for key, found in counts.items():
        if key in weights or is_likely_name(key, found, minimum):
            if any(round(weight) for weight in found):
                weights[key] = tuple(round(weight) for weight in found)
    add(form for form in MODERN if not any(weights.get(fold(form), ())) and not any(counts.get(fold(form), ())))
    for form in MODERN:  # the table's weights, where it has some
        if (found := counts.get(fold(form))) and any(round(weight) for weight in found):
            weights[fold(form)] = tuple(round(weight) for weight in found)
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


def inflections(rows: Iterable[list[str]], counts: Counts, known: dict[str, tuple[int, ...]]) -> Iterator[list[str]]:
    """Yield table rows for lemmas in the lexicon: lemma, one-letter part of speech, forms."""
    yield BE
    for lemma, pos, *columns in rows:
        if pos == "adv" or fold(lemma) not in known or lemma == "be":
            continue
        columns = ["/".join(v for v in column.split("/") if fold(v) in known) for column in columns]
        if pos == "noun":
            columns = ["/".join(plurals(lemma, [v for v in columns[0].split("/") if v], counts))]
        if lemma[0].isupper():  # people's plurals (Aarons) are no grammar; Germans and Sundays are frequent
            if pos == "verb" or (pos == "noun" and total(counts, columns[0]) < 20):
                continue
            columns = [fold(column) for column in columns]
        yield [fold(lemma), pos[0], *columns]


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
    words = lexicon(counts, dictionary, inflected(rows, counts, dictionary), args.names)
    source = "Source: spacy-lookups-data (en_lexeme_prob), symspellpy (dictionary), lemminflect; by training/lexicon.py"
    columns = "Columns: word, then occurrences per 100 million words in lower-case, Capitalised, UPPER"
    lines = ("\t".join([word, *map(str, weights)]) for word, weights in words.items())
    write(args.out / "lexicon.tsv.gz", [source, "Licence: MIT", columns], lines)
    columns = (
        "Columns: lemma, v|n|a, then v: past, participle if other, -ing, -s | n: plural | a: comparative, superlative"
    )
    lines = ("\t".join(row).rstrip("\t") for row in inflections(rows, counts, words))
    write(
        args.out / "inflections.tsv.gz", ["Source: lemminflect; by training/lexicon.py", "Licence: MIT", columns], lines
    )


if __name__ == "__main__":
    main()
