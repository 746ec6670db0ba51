"""The small words of English by which phrases are put together and taken apart."""

from __future__ import annotations

import re

from rushes.prompts.forms import verb_forms

__all__ = [
    "ACTION_STARTS",
    "CAMERA_LINKS",
    "CONJUNCTIONS",
    "DETERMINERS",
    "FILLERS",
    "HEADS",
    "IDIOMS",
    "LABELS",
    "LEADS",
    "LIGHT_ADJECTIVES",
    "LIGHT_HEADS",
    "LIGHT_NOUNS",
    "LINKS",
    "MOOD_ENDINGS",
    "MOOD_NOUNS",
    "NEGATORS",
    "PREPOSITIONS",
    "SAYING",
    "SHOT_ENDINGS",
    "SHOT_NOUNS",
    "SIGNS",
    "SOUND_STARTS",
    "SOUND_WORDS",
    "VERBS",
]


def listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = listed("a an the any all every each some his her its their my your our this that these those")

CONJUNCTIONS = listed("and or but nor then while as")

# What a setting begins with that goes on from the scene without a comma.
PREPOSITIONS = listed(
    "in on at by near under over above below inside outside beside behind beyond between among along "
    "across through against around during before after within atop aboard amid off from with into "
    "onto upon toward towards past"
) | listed(
    "im auf an am bei unter uber vor hinter neben zwischen durch entlang aus beim zum zur "
    "dans sur sous au aux en devant derriere pres par chez depuis "
    "por sobre bajo ante tras junto desde hacia entre nel nella sul sulla sotto davanti em no na"
)

# What ends a phrase of the camera that leads to the scene: "wide shot of", "tracking shot following".
LEADS = listed("of following showing featuring")

# What begins a phrase that goes on from the scene: "at golden hour", "in anime style", "from a low angle".
LINKS = {
    "camera": listed("in from with as while"),
    "style": listed("in with"),
    "lighting": listed("at in by under with during against through before after"),
    "mood": listed("in with"),
}

# Verbs that begin an action. A capital there is a form's and no name's.
ACTION_STARTS = (
    PREPOSITIONS
    | listed("is are was were has have slowly quickly suddenly gently then while as not and to")
    | frozenset(
        form
        for verb in listed(
            "walk run stand sit lie look turn smile climb open close jump dance hold wave drive ride "
            "fly swim fall rise move step enter leave talk speak sing play read write eat drink sleep "
            "wake cook pour cut paint draw build fight throw catch kick push pull lift carry drop "
            "reach touch point nod laugh cry scream whisper shout watch stare wait rest lean kneel "
            "crouch crawl spin rotate float drift glide sail breathe shine burn glow grow hide follow "
            "chase cross"
        )
        for form in verb_forms(verb)
    )
)

SHOT_NOUNS = listed(
    "shot shots camera cam move movement view zoom pan tilt take angle pov lens close-up focus up"
)
# The noun that a phrase of the camera leaves out, by its last word.
SHOT_ENDINGS = {
    **dict.fromkeys(
        listed(
            "aerial tracking crane dolly drone static wide medium overhead macro establishing full "
            "cowboy tight steadicam gimbal travelling traveling insert"
        ),
        "shot",
    ),
    **dict.fromkeys(listed("handheld held steady person shaky"), "camera"),
}

LIGHT_NOUNS = listed(
    "light lit hour shadow neon silhouette sun glow ray beam fire flame lamp candle lantern day dusk "
    "dawn night noon overcast chiaroscuro spot strobe flash flare morning evening sky star moon key"
)
LIGHT_ADJECTIVES = listed(
    "warm cool cold bright dim dark harsh hard natural golden blue red green pink purple amber pale "
    "ambient directional even gentle dramatic moody cinematic low high soft"
)
MOOD_NOUNS = listed("mood atmosphere feeling feel tone vibe energy ambience tension")
MOOD_ENDINGS = ("ful", "ous", "ish", "less", "some", "ic")

SOUND_WORDS = listed(
    "sound sounds sfx audio music ambient ambience background soundtrack noise noises silence song "
    "score melody hum voice voices voiceover narration"
)

SPEECH_VERBS = (
    "says|said|say|asks?|asked|whispers?|whispered|shouts?|shouted|yells?|yelled|mutters?|muttered|replies"
    "|replied|answers?|answered|murmurs?|murmured|calls?|called|cries|cried|sings?|sang|speaks?|spoke|narrates"
    "|announces|announced|exclaims|exclaimed|begs|begged|saying|asking|whispering|shouting|singing"
)
# Where somebody begins to speak: "and softly says to her:".
SAYING = re.compile(
    rf"(?:,?\s*(?:and then|and|then)\s+)?(?:\w+ly\s+)?\b(?:{SPEECH_VERBS})\b(?:\s+\w+ly)?"
    r"(?:\s+(?:to|at|into)\s+(?:\S+\s+){0,3}?\S+?)?\s*[:,：]?\s*$",
    re.IGNORECASE,
)

# ── taking a sentence apart ───────────────────────────────────────────────────────────────────

# What a clause may hold beside the words of the library.
FILLERS = DETERMINERS | listed(
    "and with very more style look aesthetic feel feeling vibe lighting light lights lit mood "
    "atmosphere tone camera shot shots cam angle lens view perspective movement motion move effect "
    "quality in on filmed captured"
)
LIGHT_HEADS = listed("lighting light lights")
# A short clause that ends so speaks of this part, whatever stands before it: "Wes Anderson style".
HEADS = {
    **dict.fromkeys(LIGHT_HEADS, "lighting"),
    **dict.fromkeys(listed("style aesthetic"), "style"),
    **dict.fromkeys(listed("mood atmosphere vibe"), "mood"),
    **dict.fromkeys(listed("music soundtrack ambience sound sounds noise"), "sound"),
    "lens": "camera",
}

NEGATORS = (
    ("no",),
    ("without",),
    ("avoid",),
    ("exclude",),
    ("do", "not", "show"),
    ("don't", "show"),
    ("never", "show"),
)
# What makes "no" and "without" mean something else.
IDIOMS = listed(
    "one longer matter doubt sooner wonder way problem idea warning hesitation fear word sound end "
    "stop pause haste"
)
VERBS = listed(
    "is are was were be been has have had do does did can could will would shall should may might "
    "must he she they we i"
)

# Labels, as people write them before a part: `Camera: dolly in`.
LABELS = {
    **dict.fromkeys(["subject", "subjects", "character", "characters", "main subject"], "subject"),
    **dict.fromkeys(["action", "actions"], "action"),
    **dict.fromkeys(["setting", "location", "environment", "background", "place"], "setting"),
    **dict.fromkeys(["style", "visual style", "look", "aesthetic"], "style"),
    **dict.fromkeys(
        [
            *(
                "camera",
                "shot",
                "camera movement",
                "camera motion",
                "camera move",
                "camera angle",
                "camera work",
            ),
            *("shot type", "shot size", "angle", "framing", "lens"),
        ],
        "camera",
    ),
    **dict.fromkeys(["lighting", "light"], "lighting"),
    **dict.fromkeys(["mood", "atmosphere", "tone"], "mood"),
    **dict.fromkeys(["negative", "negative prompt", "avoid", "exclude"], "negative"),
    **dict.fromkeys(["dialogue", "dialog"], "dialogue"),
    **dict.fromkeys(["sound", "sounds", "audio", "sound effects"], "sound"),
}

SOUND_STARTS = (
    ("sound", "of"), ("sounds", "of"), ("the", "sound", "of"), ("the", "sounds", "of"), ("ambient", "sound"),
    ("ambient", "sounds"), ("ambient", "noise"), ("background", "music"), ("sfx",), ("sound", "effects"),
    ("soft", "music"), ("music", "swells"), ("ambience",), ("soundtrack",), ("music",),
)  # fmt: skip
CAMERA_LINKS = (
    ("the", "camera"), ("camera",), ("as", "the", "camera"), ("while", "the", "camera"), ("our", "camera"),
)  # fmt: skip

# What stands before words that are seen, and not heard.
SIGNS = listed(
    "sign signs banner poster label title text words letters lettering caption subtitle logo reads "
    "reading written labelled labeled named called titled engraved saying spelling printed tattoo "
    "billboard card screen"
)
