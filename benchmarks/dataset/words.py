"""The words of a generated paper: the same invented coast as in seeds/, by rules of a grammar."""

from benchmarks.dataset.grammar import Grammar


def _each(words):
    return words.split("|")


PLACES = _each(
    "Sandmere|Port Alden|Skarne Point|Wexcombe|Kestrel|Qasr al-Mina|Torrisk|Pell Haven|Brannock|Dunmallow|"
    "Ostrey|Low Quay|Thornsea|Gull Reach|Marrowgate|Eastfield|Harlsund|Vess"
)
FIRST_NAMES = _each(
    "Alden|Bettine|Corin|Dalia|Edvard|Farah|Gwil|Hesper|Idris|Jorunn|Kasimir|Leila|Maren|Nadim|Orla|Pascoe|"
    "Quill|Runa|Salim|Tamsin|Ulric|Vesna|Wystan|Yara"
)
LAST_NAMES = _each(
    "Aldermoor|Brackwater|Coldstane|Darrow|Eskeland|Fennick|Garrowby|Haldane-Roe|Istvander|Jessop-Lund|"
    "Karsholt|Lowther-May|Mossgrave|Nasiri-Holt|Ostrander|Pellworth|Quennell|Rookwood|Selvaag|Tarrant-Bey"
)
DESKS = ["Meridian TV", "Meridian Radio", "Meridian Weather Desk"]

_SHARED = {
    "place": PLACES,
    "name": [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES],
    "few": _each("two|three|four|five|six|seven|eight|nine"),
    "tens": _each("12|15|18|20|24|26|30|34|40|45|48|55|60|72|85|90"),
    "hundreds": _each("120|140|165|180|210|240|280|310|360|420|480|560|640|750|880|930"),
    "thousands": _each("1,200|2,400|3,100|4,600|5,800|7,300|9,000|11,500|14,000|18,000|23,000|31,000"),
    "millions": _each("1.4|2.6|3.2|4.1|5.5|6.8|7.9|9.3|12|16|21|34"),
    "weekday": _each("Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"),
    "season": _each("spring|summer|autumn|winter"),
    "span": ["{few} days", "{few} weeks", "{few} months", "{tens} years", "a year", "a decade"],
    "street": _each(
        "Tallow Street|Harrow Street|Chandlers’ Row|the Upper Mole|Net Lane|Signal Hill|the Old Ropewalk|"
        "Customs Square|Ferry Steps|the North Embankment|Gasworks Road|Saltpan Terrace"
    ),
    "body": [
        "the city council",
        "the harbor board",
        "the transit authority",
        "the island parliament",
        "the coast guard",
        "the water company",
        "the port union",
        "the regional court",
        "the school board",
        "the ministry of trade",
        "the audit office",
        "the pilots’ association",
    ],
    "role": _each(
        "a spokeswoman for {body}|a lawyer for the residents|the harbor master|a driver on the night shift|"
        "the chief engineer|a member of {body}|the owner of a café on {street}|a teacher in {place}|"
        "an adviser to {body}|a fisherman from {place}"
    ),
    "said": [
        "said {name}, {role}",
        "said {name}, {role}",
        "{name}, {role}, said in an interview",
        "said {role}, who asked not to be named",
    ],
    "quote": [
        "We were told in {season} that it would take {span}",
        "Nobody asked the people who live here",
        "The figures are what they are, and they are not good",
        "I have worked here for {tens} years and never saw it done this way",
        "If it costs {millions} million crowns we should at least be able to use it",
        "There is a plan, and there is money for half of it",
        "It holds when the wind is from the west; it has not been tried from the east",
        "My grandmother stood in the same line",
        "We can do it by {season}, or we can do it properly",
        "They sent a letter, and the letter was about another building",
        "You can’t moor a ship to a promise",
        "It was quieter than anybody had expected",
        "We counted them twice, and then we counted them again",
        "That is {few} fewer than last year, and last year was bad",
    ],
    "sentence": [
        "“{quote},” {said}.",
        "“{quote},” {said}.",
        "The vote was put off until {weekday}, when {body} meets again in {place}.",
        "{body} expects the work to take {span} and to cost {millions} million crowns.",
        "Of the {hundreds} people who were asked, {tens} percent were in favor, {body} said.",
        "The last time anybody tried was {tens} years ago, and it ended in the regional court.",
        "A report published on {weekday} put the figure at {thousands}, about {tens} percent more than a year before.",
        "{name}, {role}, declined to say who would pay for it.",
        "The road along {street} will be closed at night for {few} weeks.",
        "{body} has until the end of {season} to answer.",
        "About {hundreds} people stood on {street} on {weekday} evening, some of them with candles.",
        "Ships of more than {thousands} tons have to wait outside the breakwater until the tide turns.",
        "The sum would be paid in {few} parts, the first of them in {season}.",
        "In {place}, {tens} kilometers up the coast, the same plan was dropped after {span}.",
        "Neither side would say how long the talks were to last.",
        "It was the third such case since {season}, {body} said.",
        "The building on {street} has stood empty for {tens} years; its roof fell in {season}.",
        "{thousands} crowns a month is what a family in {place} pays on average.",
    ],
}
# By section: headlines, what the first paragraph adds, and how a standfirst goes on.
_SECTIONS = {
    "World": {
        "who": [
            "Island and mainland",
            "Vessanian negotiators",
            "Torrisk’s parliament",
            "Border officials",
            "Envoys in {place}",
        ],
        "act": [
            "resume talks on",
            "sign an accord on",
            "break off talks on",
            "agree on {few} points of",
            "put off a vote on",
        ],
        "matter": _each(
            "the causeway|fishing rights|the {season} ferry quota|the prisoners’ list|customs at {place}|"
            "the {millions} million crown loan|mine clearance off {place}|the undersea cable"
        ),
        "headline": [
            "{who} {act} {matter}",
            "{who} {act} {matter} after {span}",
            "Strait crossing near {place} shut for {few} days",
            "Observers count {hundreds} crossings in {place} as truce holds",
        ],
    },
    "City": {
        "who": _each("Sandmere|City council|Transit board|Residents of {street}|Harbor board"),
        "act": _each("backs|delays|opposes|cuts|doubles|reopens debate on"),
        "matter": _each(
            "night trains to {place}|the tram line through {street}|a {millions} million crown school kitchen|"
            "Sunday hours at {few} libraries|rent limits on {street}|the new footbridge|market stalls on {street}"
        ),
        "headline": [
            "{who} {act} {matter}",
            "{who} {act} {matter} by {few} votes",
            "Water main on {street} bursts for third time in a year",
            "Bridge to {place} stuck open for {few} hours",
            "{street} to lose {tens} parking places in {season}",
        ],
    },
    "Business": {
        "who": [
            "Kestrel Freight",
            "Alden Shipyards",
            "Strait Mutual",
            "Harbor Gas",
            "Brannock Mills",
            "Vess Cable",
        ],
        "act": [
            "cuts {hundreds} jobs at",
            "sells its stake in",
            "raises its bid for",
            "withdraws from",
            "reports a loss at",
        ],
        "matter": _each(
            "its {place} yard|the {place} terminal|a ferry operator|its cold stores in {place}|the container pier|"
            "a {millions} million crown grain silo"
        ),
        "headline": [
            "{who} {act} {matter}",
            "{who} {act} {matter} after {span}",
            "Crown slips {few} percent as port fees rise",
            "Bakers in {place} buy out {who}",
        ],
    },
    "Science": {
        "who": [
            "Tide gauge at {place}",
            "Eel count in {place}",
            "Survey of the strait",
            "Observatory on Signal Hill",
            "Reservoir study",
        ],
        "act": _each("finds {few} times more|records a rise in|casts doubt on|maps|explains a drop in"),
        "matter": _each(
            "silt off {place}|winter storms|glass eels|light over the harbor|cold-water coral|"
            "salt in the wells of {place}|minor planets"
        ),
        "headline": [
            "{who} {act} {matter}",
            "{who} {act} {matter} since {season}",
            "{thousands} seabirds counted on cliffs near {place}",
        ],
    },
    "Culture": {
        "who": [
            "Puppet theater in {place}",
            "Souk museum",
            "Torrisk choir",
            "Film archive",
            "Reading room on {street}",
        ],
        "act": _each("reopens with|finds|tours with|closes after|saves"),
        "matter": _each(
            "{hundreds} lost reels|a play of {few} hours|songs of the salt workers|a map from {few} centuries ago|"
            "{few} rooms of paintings|a ceiling no one had seen"
        ),
        "headline": [
            "{who} {act} {matter}",
            "{who} {act} {matter} after {span}",
            "{tens} nights of music planned on {street}",
            "Review: {matter}, in {place}",
        ],
    },
    "Sport": {
        "who": _each("Wexcombe|Port Alden|Sandmere Rovers|Torrisk|Kestrel Harriers|Skarne Point"),
        "act": _each("beats|holds|loses narrowly to|draws with|knocks out"),
        "matter": _each("Brannock|Dunmallow|Pell Haven|Gull Reach|Ostrey|Thornsea|Harlsund"),
        "headline": [
            "{who} {act} {matter} in the {season} cup",
            "{who} {act} {matter} by {few}",
            "{name} wins {place} hill race by {few} seconds",
            "Regatta off {place} put off for {few} days",
            "{who} signs {name} for {few} years",
        ],
    },
}
_SECTION_SHARED = {
    "standfirst": [
        "{body} meets again on {weekday}; the sum in question is {millions} million crowns.",
        "{name} calls it a beginning; {role} does not.",
        "It would be the first in {span}, and the dearest.",
        "About {thousands} people are concerned, most of them in {place}.",
        "{place} and {place} had asked for more time.",
    ],
    "first": [
        "It was confirmed on {weekday} by {body}, after {span} in which neither side had spoken of it.",
        "{body} made it known on {weekday} in a statement of {few} lines.",
        "The news came late on {weekday}, {span} after the matter was first raised in {place}.",
        "{name}, {role}, told reporters in {place} on {weekday} that it was settled.",
    ],
    "update": [
        "Adds what {name} said.",
        "Adds the vote and figures from {body}.",
        "Adds details from {place}.",
        "",
    ],
    "correction": [
        "An earlier version of this story gave a wrong number of visitors. It is {hundreds}, not {thousands}.",
        "An earlier version misspelled the name of {name}.",
        "An earlier version placed the meeting in {place}. It was in {place}.",
    ],
    "kill": ["The story rested on a document that {body} did not write."],
}

_COMMENTS = {
    "thing": _each(
        "the ferry|the night train|the footbridge|the council|the harbor board|the tram|the old pier|the market|"
        "this paper|the union|the school kitchen|the tide gauge|the causeway|the bus to {place}|the water bill"
    ),
    "kin": _each("my father|my sister|my neighbor|a colleague|my landlord|our teacher|an uncle of mine"),
    "short": [
        "Finally.",
        "About time.",
        "Who pays?",
        "Not again.",
        "Same in {place}.",
        "Source?",
        "Well said.",
        "No.",
        "Thank you for this.",
        "So much for {season}.",
        "I doubt it.",
        "Good luck with that.",
    ],
    "line": [
        "I take {thing} every day and nobody has asked me.",
        "{kin} worked there for {tens} years and says it was always so.",
        "It was {few} weeks last time, and that was with half the people.",
        "Has anybody counted what {thing} costs us in a year? I make it {thousands} crowns.",
        "You can see it from {street}, so somebody must have known.",
        "That is not what the story says; read the fourth paragraph again.",
        "I was there on {weekday} and there were {tens} people, not {hundreds}.",
        "If {thing} can do it in {place} then we can do it here.",
        "Sorry but {thing} has been promised since I was a child.",
        "They should let the people on {street} decide.",
        "In {season} it floods anyway.",
        "My vote goes to whoever mends {thing} first.",
        "What does {kin} do who can’t walk that far?",
        "{millions} million crowns! For that you get {thing} twice.",
        "It worked for {span}, then somebody had an idea.",
        "I would rather have {thing} than another report about it.",
        "The numbers don’t add up: {tens} percent of {thousands} is not {hundreds}.",
        "Thanks, I did not know that about {place}.",
        "Could the paper ask {body} what became of the money?",
        "As somebody who lives near {place}: the noise is real, the rest is threads.",
        "We had the same in {place} {tens} years ago and it sorted itself out.",
        "My guess is that it will be {season} before anything happens.",
        "Ask {kin}, who has been waiting since {weekday}.",
        "It is easy to say so when you don’t need {thing}.",
    ],
    "careless": [
        "why is it always {thing}",
        "nobody from {place} was asked as usual",
        "i said this {few} years ago and was laughed at",
        "typical, {body} again",
        "they cant even run {thing} on time",
        "{tens} percent lol",
    ],
    "address": [
        "There is a page about it: https://records.{word}.example/{word}/{tens}",
        "See www.{word}-{word}.example for the figures.",
    ],
    "word": _each("harbor|tide|ferry|ledger|signal|causeway|quay|ropewalk|minutes|archive"),
    "report": [
        "This is advertising.",
        "Look at the last line.",
        "He names where she lives.",
        "Not about the story.",
        "",
    ],
    "ruling": [
        "",
        "",
        "Advertising has no place here.",
        "Please answer the argument, not the person.",
        "Within the policy.",
    ],
}

COMMENTS = Grammar(_SHARED | _COMMENTS)


def of_section(name):
    """The grammar of a section's stories; of one that the seeds' list has and these words don't, the city's."""
    return Grammar(_SHARED | _SECTION_SHARED | _SECTIONS.get(name, _SECTIONS["City"]))


# Pen names: two words and often a number. No word here is anybody's title.
ADJECTIVES = _each(
    "Amber|Ashen|Autumn|Blue|Brackish|Brisk|Calm|Cloudy|Cobalt|Copper|Coral|Dapple|Dawn|Distant|Drift|Dusky|"
    "Early|Ebb|Fallow|Foggy|Frosty|Gentle|Gilded|Golden|Granite|Gray|Green|Hazel|Hidden|Hollow|Indigo|Inland|"
    "Jolly|Late|Little|Lone|Lucky|Lunar|Marble|Mellow|Misty|Mossy|Narrow|Nimble|North|Ochre|Old|Open|Outer|"
    "Pale|Patient|Pewter|Placid|Plain|Polar|Quick|Quiet|Rainy|Rocky|Rusty|Saffron|Salty|Sandy|Scarlet|Silver|"
    "Sleepy|Slow|Smoky|Solid|South|Spare|Steady|Stony|Stormy|Sunny|Swift|Tidal|Tranquil|Upper|Velvet|Wander|"
    "Wary|Western|Wild|Windy|Winter|Wry|Yellow|Young|Zephyr"
)
NOUNS = _each(
    "Albatross|Anchor|Anvil|Apple|Badger|Barge|Barley|Basket|Beacon|Bell|Birch|Boat|Bollard|Breeze|Bridge|"
    "Buoy|Button|Cabin|Candle|Canoe|Carp|Castle|Cedar|Chimney|Clam|Clover|Compass|Cormorant|Cove|Crab|Crane|"
    "Current|Cutter|Dinghy|Dolphin|Drum|Dune|Eider|Elm|Falcon|Fender|Fern|Fiddle|Finch|Fjord|Flint|Gannet|"
    "Gull|Hammock|Hawser|Heron|Hinge|Island|Jetty|Juniper|Kayak|Kettle|Kite|Ladder|Lantern|Lark|Ledge|Lemon|"
    "Limpet|Lobster|Magpie|Maple|Marsh|Meadow|Mill|Mitten|Moss|Nettle|Oar|Oak|Orchard|Osprey|Otter|Oyster|"
    "Paddle|Parcel|Pebble|Pelican|Pepper|Piano|Pigeon|Plover|Plum|Pocket|Poppy|Prawn|Puffin|Quarry|Quill|"
    "Raft|Raven|Reef|Ribbon|River|Robin|Rook|Rope|Rudder|Sail|Sardine|Saucer|Scarf|Seal|Shell|Shoal|Skipper|"
    "Skylark|Sparrow|Spoon|Starling|Stone|Swallow|Tern|Thimble|Thistle|Ticket|Tiller|Timber|Trawler|Trout|"
    "Turnip|Umbrella|Violin|Walnut|Walker|Wave|Whistle|Willow|Window|Yarrow"
)
