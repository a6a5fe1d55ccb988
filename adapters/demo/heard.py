"""What Fyrljus' customers have said in the last weeks. All of it is invented."""

from dataclasses import dataclass

from bot.domain.quotes import Sentiment


@dataclass(frozen=True, slots=True)
class Heard:
    """``credits`` are colleagues by id and teams as ``+Billing``; ``days_ago`` counts from the first start."""

    sentiment: Sentiment
    language: str
    days_ago: int
    recorder: str
    via: str
    stage: str
    credits: tuple[str, ...]
    customer: str
    text: str


def _praise(
    language: str, days_ago: int, recorder: str, via: str, stage: str, credits: str, customer: str, text: str
) -> Heard:
    earned = tuple(credits.split())
    return Heard(Sentiment.POSITIVE, language, days_ago, recorder, via, stage, earned, customer, text)


def _criticism(
    language: str, days_ago: int, recorder: str, via: str, stage: str, concerns: str, customer: str, text: str
) -> Heard:
    concerned = tuple(concerns.split())
    return Heard(Sentiment.NEGATIVE, language, days_ago, recorder, via, stage, concerned, customer, text)


HEARD = (
    _praise(
        "sv", 1, "karin", "telefon", "use", "anna", "Tvåbarnsförälder, Uppsala",
        "Hon stannade kvar i luren tills det fungerade, fast klockan var över fem.",
    ),
    _praise(
        "en", 1, "sam", "phone", "start", "anna +Billing", "New customer, Gothenburg",
        "You called me back when you said you would. I had already told my husband you wouldn’t.",
    ),
    _praise(
        "nb", 2, "ingrid", "besøk", "start", "magnus", "Enebolig, Levanger",
        "Han tegnet opp hele huset på en serviett og forklarte hvor ruteren burde stå. Servietten "
        "henger på kjøleskapet.",
    ),
    _praise(
        "sv", 2, "anna", "telefon", "stay", "bo", "Kund sedan 2014, Borås",
        "Fakturan var fel och det var ni som ringde mig. Det har aldrig hänt mig förut, hos "
        "någon.",
    ),
    _criticism(
        "sv", 2, "bo", "telefon", "get help", "+Support", "Tvåbarnsförälder, Uppsala",
        "Tredje samtalet. Ingen visste vem jag var, och jag fick berätta allt från början igen.",
    ),
    _praise(
        "en", 3, "karin", "survey", "start", "magnus +Delivery", "Retired teacher, Kungsbacka",
        "The text said between ten and twelve, and at ten past ten there he was, with his own "
        "shoe covers.",
    ),
    _praise(
        "nb", 3, "magnus", "telefon", "get help", "ingrid", "Pensjonist, Hamar",
        "Jeg er åtti år og redd for å trykke feil. Hun lot meg trykke feil helt til jeg fikk det "
        "til.",
    ),
    _criticism(
        "en", 3, "sam", "chat", "start", "+Delivery", "Student, Lund",
        "I moved twelve metres, to the flat across the hall, and was without internet for "
        "nineteen days.",
    ),
    _praise(
        "sv", 4, "karin", "telefon", "stay", "bo", "Anhörig, Sundsvall",
        "När jag sa att mamma hade gått bort slutade han prata om uppsägningstid och löste det "
        "bara.",
    ),
    _praise(
        "nb", 4, "ingrid", "besøk", "start", "+Delivery", "Rekkehus, Drammen",
        "Dere ryddet opp etter dere. Det høres lite ut, men jeg har hatt håndverkere før.",
    ),
    _praise(
        "en", 5, "sam", "e-mail", "get help", "anna", "Daughter of a customer, Malmö",
        "She wrote the answer so that my father could follow it, and he did, and then he rang me "
        "over it.",
    ),
    _criticism(
        "nb", 5, "magnus", "telefon", "get help", "+Support", "Småbedrift, Bergen",
        "Jeg fikk tre ulike svar av tre ulike folk, og alle tre var like sikre.",
    ),
    _praise(
        "sv", 6, "bo", "besök", "start", "magnus", "Villa, Härnösand",
        "Teknikern frågade var katten brukar ligga innan han drog kabeln. Katten ligger kvar.",
    ),
    _praise(
        "en", 6, "anna", "phone", "stay", "karin", "Freelancer, Stockholm",
        "I came to cancel and stayed because she told me honestly that the smaller plan was "
        "enough.",
    ),
    _praise(
        "nb", 7, "sam", "telefon", "use", "ingrid", "Pensjonist, Tromsø",
        "Hun husket at jeg skulle operere kneet og spurte hvordan det gikk, før vi snakket om "
        "regningen.",
    ),
    _criticism(
        "sv", 7, "anna", "e-post", "stay", "+Billing", "Hyresgäst, Malmö",
        "Ni skickade en påminnelse med avgift på en faktura jag aldrig hade fått.",
    ),
    _praise(
        "sv", 8, "karin", "enkät", "discover", "+Billing", "Jämför priser, Västerås",
        "Det stod i klarspråk vad det kostar efter tolv månader. Jag läste det två gånger för att "
        "hitta haken.",
    ),
    _praise(
        "en", 8, "sam", "survey", "start", "+Support", "First flat, Uppsala",
        "The instructions had a drawing of my actual box. Ten minutes, and I am not good at this.",
    ),
    _praise(
        "nb", 9, "ingrid", "telefon", "get help", "magnus", "Hyttefolk, Trysil",
        "Feilen var min, og likevel sa han at det var en lett feil å gjøre.",
    ),
    _criticism(
        "en", 9, "karin", "chat", "get help", "+Support", "Night-shift nurse, Gothenburg",
        "The chat asked me to explain it to a robot, then to a person, then to another person.",
    ),
    _praise(
        "sv", 10, "bo", "telefon", "use", "anna +Support", "Lanthandel, Jokkmokk",
        "Jag ringde om en sak och hon såg två till som skulle ha krånglat nästa vecka. Nu "
        "krånglar ingenting.",
    ),
    _praise(
        "nb", 11, "magnus", "telefon", "buy", "+Delivery", "Gårdsbruk, Oppdal",
        "Sjåføren ringte da han sto fast i snøen, så jeg slapp å sitte og vente. Han kom dagen "
        "etter, som han sa.",
    ),
    _praise(
        "en", 11, "karin", "e-mail", "stay", "bo +Billing", "Accountant, Jönköping",
        "You refunded the right amount the first time. I have a spreadsheet. I checked.",
    ),
    _criticism(
        "sv", 12, "karin", "app", "use", "+Support", "Hemmakontor, Örebro",
        "Appen säger att allt fungerar. Det gör det inte. Vem av oss ljuger?",
    ),
    _praise(
        "sv", 12, "anna", "telefon", "get help", "bo", "Bostadsrättsförening, Solna",
        "Han sa ”jag vet inte, men jag tar reda på det” och sedan tog han reda på det.",
    ),
    _praise(
        "nb", 13, "ingrid", "undersøkelse", "buy", "karin", "Nyinnflyttet, Stavanger",
        "Endelig en bestilling der jeg forsto hva jeg hadde bestilt da jeg var ferdig.",
    ),
    _praise(
        "en", 13, "sam", "app", "use", "+Support +Delivery", "Works from home, Halmstad",
        "The outage map told me more than the news did, and it was right about when it would end.",
    ),
    _criticism(
        "nb", 14, "ingrid", "telefon", "start", "+Delivery", "Rekkehus, Sandnes",
        "Dere lovte meg en tekniker før helgen. Det sto ikke hvilken helg.",
    ),
    _praise(
        "sv", 15, "anna", "telefon", "buy", "sam +Delivery", "Trebarnsförälder, Luleå",
        "Ni lät mig flytta installationen tre gånger när barnen var sjuka, och ingen suckade.",
    ),
    _praise(
        "nb", 16, "karin", "telefon", "discover", "ingrid", "Hytteeier, Hemsedal",
        "Hun sa det rett ut: dette går ikke der du bor ennå. Jeg venter heller enn å bli lurt.",
    ),
    _praise(
        "en", 16, "anna", "phone", "buy", "sam", "Tenant, Helsingborg",
        "My landlord said no, and your man explained it to him better than I ever could. Now he "
        "wants it too.",
    ),
    _criticism(
        "en", 17, "bo", "e-mail", "stay", "+Billing", "Leaving customer, Kalmar",
        "To leave you, I need a form I can only print, from a shop you have closed.",
    ),
    _praise(
        "sv", 18, "bo", "e-post", "stay", "+Billing", "Student, Linköping",
        "Det är den enda påminnelse jag har fått som fick mig att skratta. Jag betalade samma "
        "dag.",
    ),
    _praise(
        "nb", 19, "magnus", "chat", "get help", "ingrid +Support", "Nattarbeider, Oslo",
        "Jeg skrev klokka elleve på kvelden og tenkte at svaret kommer i morgen. Det kom klokka "
        "elleve.",
    ),
    _praise(
        "en", 20, "bo", "e-mail", "start", "magnus", "Wheelchair user, Borås",
        "He noticed the step by our door and wrote it in the notes, so the next one brought a "
        "ramp.",
    ),
    _criticism(
        "sv", 21, "anna", "telefon", "get help", "+Support", "Småföretagare, Gävle",
        "Jag satt i kö i femtio minuter och lärde mig er musik utantill.",
    ),
    _praise(
        "sv", 22, "sam", "telefon", "get help", "anna", "Son till en kund, Södertälje",
        "Hon översatte alltihop till arabiska åt min pappa utan att någon hade bett henne om det.",
    ),
    _praise(
        "nb", 24, "ingrid", "undersøkelse", "buy", "bo", "Student, Trondheim",
        "Prisen på nettet var prisen på regningen. Jeg sjekket begge to.",
    ),
    _criticism(
        "nb", 25, "magnus", "e-post", "stay", "+Billing", "Kunde siden 2006, Bodø",
        "Dere skriver «kjære kunde». Jeg har vært her i tjue år, dere vet hva jeg heter.",
    ),
    _praise(
        "en", 27, "karin", "phone", "stay", "sam +Support", "Café owner, Visby",
        "A week later someone rang to ask if it still worked. Nobody does that.",
    ),
    _praise(
        "sv", 28, "bo", "telefon", "get help", "anna", "Vårdcentral, Kiruna",
        "Mitt ärende hade ett namn och ett nummer, och det var samma namn hela vägen.",
    ),
)  # fmt: skip  # one fact line and the words, for each
"""Newest first."""
