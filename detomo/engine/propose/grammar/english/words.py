"""English words and phrases that are no names: what each does in a question. Phrases are matched by word or lemma."""

from typing import Final

_LESS: Final = "<"
_MORE: Final = ">"

# Phrase → (kind, data). Longer phrases win. A word is compared as written first, then by its dictionary form.
_TABLE: dict[str, dict[str, str]] = {
    "command": {
        "": "show|list|find|give|return|tell|display|get|print|provide|output|report|retrieve|select|compute|calculate"
        "|determine|name|identify|i want|i would like|can you|could you|please|what about|show me|give me|tell me"
        "|find out|list out|fetch|see|know|i want to know|i want to see|return me|look up|present|state",
    },
    "count": {"": "how many|number of|count of|count|count the number of|total number of|total count of|amount of|numbers of|quantity of"
              "|headcount of|what number of|find the number of|total amount of|the number|numer of|num of"},
    "how_much": {"": "how much"},
    "aggregate": {
        "avg": "average|mean|avg|average of|mean of|on average|the average of|averaged",
        "sum": "total|sum|sum of|combined|total of|in total|altogether|overall|together|aggregate|accumulated",
        "max": "maximum|max|maximum of|max of",
        "min": "minimum|min|minimum of|min of",
    },
    "distinct": {"": "distinct|different|unique|various|diverse"},
    "extreme": {
        "most": "most|highest|largest|greatest|biggest|top|maximum|max|best|the most number of|most number of|most of the"
        "|greatest number of|largest number of|highest number of|the largest number of|maximum number of"
        "|largest amount of|greatest amount of|most amount of|highest amount of|the most amount of",
        "least": "least|lowest|smallest|fewest|minimum|min|worst|bottom|fewest number of|smallest number of"
        "|lowest number of|least number of|minimum number of|least amount of|smallest amount of",
    },
    "frequent": {"most": "most common|most popular|most frequent|most frequently|most commonly|most often|common"
                 "|most widely|most prevalent|most used|predominantly|predominant|mostly|most frequently used|commonest",
                 "least": "least common|least popular|least frequent|rarest|rare|least frequently|least used|least often"},
    "compare": {
        ">": "more than|greater than|larger than|higher than|bigger than|over|above|exceeding|exceed|exceeds|in excess of"
        "|bigger|larger|greater|higher|more|surpass|upwards of|is over|is above|beyond|greater"
        "|worth more than|costing more than|cost more than",
        ">=": "at least|no less than|not less than|no fewer than|minimum of|greater than or equal to"
        "|more than or equal to|larger than or equal to|bigger than or equal to|not below|equal to or more than"
        "|equal or more than|equal to or greater than|equal or greater than|a minimum of|no lower than|starting at",
        "<": "less than|fewer than|smaller than|lower than|under|below|smaller|lower|less|fewer|beneath"
        "|is under|is below|not reaching",
        "<=": "at most|no more than|not more than|up to|less than or equal to|fewer than or equal to|maximum of"
        "|smaller than or equal to|not exceeding|not over|not above|equal to or less than|a maximum of|no higher than",
        "=": "equal to|exactly|equals|equal|the same as|precisely|is exactly|just",
        "<>": "other than|not equal to|different from|is not|are not|anything but",
    },
    "after_number": {">=": "or more|or above|or higher|or over|or greater|and above|and over|and more|or older|or longer"
                     "|or larger|or bigger|or later|or after|and later|onwards|and older|or better|upwards|plus",
                     "<=": "or less|or fewer|or below|or lower|or under|and below|and under|or younger|or shorter"
                     "|or smaller|or earlier|or before|and earlier|or cheaper"},
    "between": {"": "between|in between|ranging from|in the range of|in the range|from between|ranges from"},
    "before": {"<": "before|prior to|earlier than|until|up until|older than the year|preceding"},
    "after": {">": "after|later than|following", ">=": "since|starting from|from on|as of"},
    "each": {"": "each|every|per|for each|for every|of each|in each|by each|grouped by|group by|broken down by|for all the"
             "|each of|for each of|every one of|aggregated by|split by|by every|in every|of every|on each|at each|from each"
             "|segmented by|across each|respectively for each|with each|within each"},
    "by": {"": "by"},
    "than": {"": "than|than that of|than those of|than the"},
    "sort": {"": "sorted by|ordered by|order by|sort by|in order of|in the order of|order of|sorted in|ordered in|in the order"
             "|arranged by|ranked by|sorted|ordered|sort|order them by|sort them by|arrange|order the results by|rank|arranged in"
             "|sorted according to|ordered according to|listed by|sort the results by|order the result by|sort the list by|order"
             "|sort the result by|rank by|in order by|listed in|ranked in|ranked|arranged|in order"},
    "direction": {
        "desc": "descending|in descending order|in descending order of|descending order of|descending order|decreasing"
        "|in decreasing order|in decreasing order of|decreasing order|from highest to lowest|from high to low|from most to least"
        "|from largest to smallest|from big to small|from the highest to the lowest|from the largest to the smallest"
        "|highest first|largest first|most first|from biggest to smallest|in reverse order|reverse alphabetical order"
        "|in reverse alphabetical order|from large to small|from newest to oldest|newest first|latest first|from latest to earliest"
        "|from long to short|from expensive to cheap|in descending order by|descending order by|from longest to shortest"
        "|in a descending order of|descendingly|from old to young|most recent first|from greatest to least|from most recent to oldest"
        "|oldest first|from the oldest to the youngest|from oldest to youngest|from the most expensive to the cheapest|desc",
        "asc": "ascending|in ascending order|in ascending order of|ascending order of|ascending order|increasing"
        "|in increasing order|in increasing order of|increasing order|from lowest to highest|from low to high|from least to most"
        "|from smallest to largest|from small to big|from the lowest to the highest|lowest first|smallest first"
        "|alphabetical order|in alphabetical order|alphabetically|in alphabetical order of|in alphabetic order|alphabetic order"
        "|from young to old|from youngest to oldest|from the youngest to the oldest|from small to large|in lexicographical order"
        "|from oldest to newest|from short to long|in ascending order by|in an ascending order of|lexicographically|asc"
        "|in alphabetical order by|by alphabetical order|in lexicographic order|from earliest to latest|in chronological order"
        "|chronologically|earliest first|from cheapest to most expensive|oldest to newest|in a ascending order|in alphabetical ascending order",
    },
    "negation": {"": "not|never|no|without|n't|neither|nor|cannot|lack|lacking|lacks|without any|not any|free of|missing any|none of"},
    "except": {"": "except|except for|excluding|other than|but not|but do not|aside from|besides|apart from|not including"},
    "both": {"": "both"},
    "either": {"": "either"},
    "share": {"": "percentage of|percent of|share of|proportion of|what percentage of|what share of|fraction of|what percent of"
              "|what proportion of|what fraction of|ratio of|rate of"},
    "running": {"": "running total|running total of|cumulative|cumulative total|cumulative total of|cumulative sum of|running sum of"
                "|running|cumulated|cumulatively"},
    "previous": {"": "compared to the previous month|compared with the previous month|compared to the previous year"
                 "|compared with the previous year|month over month|year over year|month-over-month|year-over-year"
                 "|compared to previous|compared with previous|previous month|compared to last month|versus the previous month"
                 "|compared with the month before|change from the previous month|change from the previous year"
                 "|compared to the month before|compared with the year before|than the previous month"},
    "like": {
        "%{}%": "containing|contain|contains|contained|contains the word|containing the word|including|include|includes|with the word"
        "|contain the word|contains the substring|containing the substring|with the substring|having the word|includes the word"
        "|that contain|has the substring|have the substring|has the word|have the word|having the substring|with substring"
        "|contains the letter|contain the letter|containing the letter|with the letter|has the letter|matching|like|contain the substring"
        "|the word|the substring|the letter|the string|the phrase|mentioning|mention|contains the string|includes the substring",
        "{}%": "starting with|start with|starts with|begins with|begin with|beginning with|that start with|started with|starting with the letter"
        "|start with the letter|starts with the letter|begins with the letter|beginning with the letter|prefixed with|prefix"
        "|with the prefix|with prefix|begin with the letter|starting with letter|whose first letter is",
        "%{}": "ending with|ends with|end with|ending in|ends in|end in|suffix|with the suffix|ended with|ending with the letter"
        "|ends with the letter|end with the letter|with suffix|whose last letter is",
    },
    "missing": {"": "null|is null|missing|unknown|not known|unspecified|empty|blank|no value|not available|not specified|undefined"
                "|not recorded|not set|not given"},
    "relative": {"": "that|who|whom|which|where|when|whose|in which|for which|to which|from which|of which|on which|at which|to whom|for whom"},
    "pronoun": {"": "his or her|he or she|him or her|her or his|his for her"},
    "wh": {"": "what|what is|what are|what was|what were|what's|whats"},
    "who": {"": "who|whom|who is|who are|whose"},
    "where": {"": "where|where is|where are|where was|where were|where do|where does"},
    "when": {"": "when|when is|when was|when were|when are|when did|when do|when does|what time"},
    "list": {"": "and|,|, and|as well as|along with|together with|and also|and the|& |plus|, as well as|, along with|, together with"
             "|followed by|and what is|and what are|and how many|, and how many|and who|and its|and their|and his|and which|also|then"},
    "or": {"": "or|, or|or in|or from|or the"},
    "but": {"": "but|while|but also|, but|although|yet|and also"},
    "named": {"": "named|called|titled|entitled|known as|with the name|with name|by the name|by the name of|of name|whose name is|with the title|with title|name is"},
}  # fmt: skip

PHRASES: dict[tuple[str, ...], tuple[str, str]] = {}
for _kind, _by_data in _TABLE.items():
    for _data, _phrases in _by_data.items():
        for _phrase in _phrases.split("|"):
            PHRASES.setdefault(tuple(_phrase.split()), (_kind, _data))
LONGEST_PHRASE = max(map(len, PHRASES))

# Words that add nothing that SQL could say; they are passed over and count as understood.
FILLERS = frozenset(
    """
    the a an all any some there this that these those be have do will would can could shall should may might must it they
    he she them him his her their its our we i you me us my your of in on at to for with from as into than by just also only
    please so such about currently now respectively associated corresponding available recorded listed existing
    possible own themselves himself herself itself one ones exist value record entry information info data database table
    together across along within among through whole entire overall ever still actually already separately
    individual specific particular certain given following overall same other total result answer question
    someone anyone kind sort type piece set list every each whichever get let like used use using located locate situated belong
    come contain involve relate appear occur happen take place hold held keep make made include provide
    """.split()
)

# Adjective → nouns whose amount it speaks of; "-": the adjective's "more" is the noun's "less".
DEGREES: dict[str, tuple[str, ...]] = {
    adjective: tuple(nouns.split())
    for adjectives, nouns in {
        "old elderly": "age -birth -founded -year -date",
        "young": "-age birth year",
        "tall high": "height elevation altitude level highest",
        "short": "-height -length -duration -runtime",
        "low": "-height -level -elevation",
        "long": "length duration runtime time milliseconds seconds minutes distance",
        "brief": "-length -duration",
        "heavy": "weight mass",
        "light": "-weight -mass",
        "big large huge": "size area population capacity",
        "small tiny little": "-size -area -population -capacity",
        "wide broad": "width",
        "deep": "depth",
        "expensive costly dear pricey": "price cost fee charge rate amount",
        "cheap inexpensive affordable": "-price -cost -fee -charge -rate -amount",
        "fast quick": "speed -time",
        "slow": "-speed time",
        "rich wealthy": "worth wealth income money salary earnings",
        "poor": "-worth -wealth -income -money",
        "recent new late latest newest modern": "date year time",
        "early earliest": "-date -year -time",
        "populous populated": "population",
        "crowded": "population density",
        "powerful strong": "power horsepower strength",
        "weak": "-power -strength",
        "hot warm": "temperature",
        "cold cool": "-temperature",
        "far distant": "distance",
        "near close": "-distance",
        "popular": "popularity rating percentage votes likes views",
        "experienced": "experience years",
        "profitable": "profit",
        "valuable": "value worth price",
        "busy": "traffic",
        "loud": "loudness",
        "spacious": "area size",
        "senior": "age -hire",
    }.items()
    for adjective in adjectives.split()
}
FREQUENT_HINT = DEGREES["popular"]  # "most popular" may be a column's matter rather than a count's
DATED = frozenset({"recent", "new", "late", "latest", "newest", "modern"})
# Superlatives that are used of counts, of columns and of things: of a thing they speak of these.
SUPERLATIVES = {"largest": "big", "biggest": "big", "greatest": "big", "smallest": "small", "highest": "tall",
                "lowest": "low", "best": "popular", "worst": "popular", "top": "popular"}  # fmt: skip
# Verbs whose amount is a sum of money or the like.
AMOUNTS = {"spend": "amount total cost price payment", "pay": "amount total cost payment price", "cost": "cost price fee charge amount",
           "earn": "salary income earnings amount", "weigh": "weight", "sell": "sales amount total quantity"}  # fmt: skip
WHO = ("name",)
WHERE = ("location", "place", "address", "city", "country", "venue")
WHEN = ("date", "time", "year")
