"""Usual Russian given names and patronymics: they tell «Иванова Мария» from two words of an office."""

import re

_NAMES = """
александр александра алексей алена алёна алина алла альбина альберт алсу анастасия анатолий ангелина андрей анжела
анжелика анна антон антонина аркадий арсений артем артём артур валентин валентина валерий валерия варвара василий
василиса вера вероника виктор виктория виталий виталина владимир владислав владислава всеволод вячеслав галина гали
геннадий георгий герман глеб григорий гульнара гузель данил данила даниил дарья демид денис диана дина динара дмитрий
ева евгений евгения егор екатерина елена елизавета жанна захар зинаида зоя зульфия иван игнат игорь илья ильдар инга
инна инесса иннокентий ирина ислам камила карина кира кирилл кирил константин кристина ксения лариса лев леонид лидия
лилия любовь людмила майя макар максим маргарита марина мария марк марат марсель матвей михаил надежда наталия наталья
нелли ника никита николай нина оксана олег олеся ольга павел петр пётр платон полина раиса рамиль ренат ринат роберт
родион роза роман руслан рустам савелий светлана святослав семен семён сергей снежана софия софья станислав степан
таисия тамара тарас татьяна тимофей тимур ульяна федор фёдор филипп фаина эдуард элина элла эльвира эльмира эмилия
эмиль юлия юлиана юрий яков яна ян яна ярослав ярослава
"""
_GIVEN = frozenset(_NAMES.split())
_PATRONYMIC = re.compile(
    r"\w{2,}(?:[оеё]вич|[ьи]ич|[кмн]ич|[оеё]вн|[кмн]ичн|иничн)(?:а|у|е|ем|ы|ой|ою)?", re.IGNORECASE
)
_PATRONYMIC_TAILS = frozenset(("оглы", "кызы", "углы"))
# Endings of surnames in the nominative and oblique cases; a word without one may still be a surname.
_SURNAME = re.compile(
    r"\w*(?:[оеё]в|ин|ын|[сц]к(?:ий|ой|ая)|[оеё]ва|ина|ына|енко|ко|ук|юк|чук|ян|нц|их|ых|ец|ич|дзе|швили|ай|"
    r"[оеё]вой|иной|ской|[оеё]ву|ину|[оеё]вым|иным|ского|скому)",
    re.IGNORECASE,
)


def is_given_name(word: str) -> bool:
    """Whether the word is a usual given name in the nominative."""
    return word.casefold() in _GIVEN


def is_patronymic(word: str) -> bool:
    """Whether the word ends like a patronymic in any case: «Петровна», «Ильича»."""
    return _PATRONYMIC.fullmatch(word) is not None


def is_patronymic_tail(word: str) -> bool:
    """Whether the word belongs to a patronymic before it: «Али Гасан оглы»."""
    return word.casefold() in _PATRONYMIC_TAILS


def looks_like_surname(word: str) -> bool:
    """Whether the word ends as most surnames do."""
    return _SURNAME.fullmatch(word) is not None
