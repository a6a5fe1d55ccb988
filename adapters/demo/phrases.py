"""The page's own words, which are not Kundord's: what stands on the chat around it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. In braces stands what the page puts in: ``{channel}``, ``{name}``, ``{emoji}``, ``{count}``."""

    title: str
    skip: str
    channels: str
    private_chat: str
    conversations: str
    close: str
    menu: str
    you_are: str
    curator: str
    be_somebody: str
    demo: str
    post_now: str
    post_now_short: str
    posted: str
    next_day: str
    day_passed: str
    light: str
    dark: str
    theme: str
    your_page: str
    messages_in: str
    private_place: str
    unread: str
    write_in: str
    write_to: str
    writing_hint: str
    send: str
    suggestions: str
    found: str
    only_you: str
    dismiss: str
    edited: str
    app: str
    react: str
    more_emoji: str
    save: str
    reacted: str
    optional: str
    try_title: str
    try_quote: str
    try_save: str
    try_post: str
    got_it: str
    not_sent: str
    offline: str
    online: str
    new_messages: str
    fault_count: str
    no_such: str
    commands: str
    people: str
    teams: str
    stages: str
    confirm_yes: str
    confirm_no: str

    def for_the_page(self) -> Mapping[str, str]:
        return asdict(self)


ENGLISH = Phrases(
    title="Kundord, a demo",
    skip="To the messages",
    channels="Channels",
    private_chat="Direct message",
    conversations="Conversations",
    close="Close",
    menu="Conversations",
    you_are="You are",
    curator="curator",
    be_somebody="Be somebody else",
    demo="Time in the demo",
    post_now="Post today’s quote now",
    post_now_short="Post the quote now",
    posted="Channels without a quote today get one now.",
    next_day="Let a day pass",
    day_passed="A day has passed.",
    light="Light",
    dark="Dark",
    theme="Light or dark",
    your_page="Your page",
    messages_in="Messages in {channel}",
    private_place="private channel",
    unread="unread",
    write_in="Write in #{channel}",
    write_to="Write to Kundord",
    writing_hint="/quote for Kundord, @ for a colleague",
    send="Send",
    suggestions="Suggestions",
    found="{count} suggestions",
    only_you="Only you can see this",
    dismiss="Dismiss",
    edited="edited",
    app="app",
    react="React with {emoji}",
    more_emoji="More emoji",
    save="Save as customer quote",
    reacted="{emoji} from {name}",
    optional="optional",
    try_title="Three things to try",
    try_quote="Type /quote below, and write down something a customer said.",
    try_save="Point at a colleague’s message and save the customer’s words in it.",
    try_post="Let Kundord post today’s quote, then let a day pass.",
    got_it="Got it",
    not_sent="Not sent. Nothing is lost, try again.",
    offline="No contact with the chat. It tries again by itself.",
    online="In contact again.",
    new_messages="Newer messages",
    fault_count="Something is not quite right yet.",
    no_such="There is nothing like that here.",
    commands="Commands",
    people="Colleagues",
    teams="Teams",
    stages="Steps of the journey",
    confirm_yes="Yes",
    confirm_no="No",
)

SWEDISH = Phrases(
    title="Kundord, en demo",
    skip="Till meddelandena",
    channels="Kanaler",
    private_chat="Direktmeddelande",
    conversations="Samtal",
    close="Stäng",
    menu="Samtal",
    you_are="Du är",
    curator="kurator",
    be_somebody="Var någon annan",
    demo="Tiden i demon",
    post_now="Visa dagens citat nu",
    post_now_short="Visa citatet nu",
    posted="Kanaler utan citat i dag får ett nu.",
    next_day="Låt en dag gå",
    day_passed="En dag har gått.",
    light="Ljust",
    dark="Mörkt",
    theme="Ljust eller mörkt",
    your_page="Din sida",
    messages_in="Meddelanden i {channel}",
    private_place="privat kanal",
    unread="olästa",
    write_in="Skriv i #{channel}",
    write_to="Skriv till Kundord",
    writing_hint="/quote för Kundord, @ för en kollega",
    send="Skicka",
    suggestions="Förslag",
    found="{count} förslag",
    only_you="Bara du ser det här",
    dismiss="Ta bort",
    edited="ändrat",
    app="app",
    react="Reagera med {emoji}",
    more_emoji="Fler emojier",
    save="Spara som kundcitat",
    reacted="{emoji} från {name}",
    optional="valfritt",
    try_title="Tre saker att prova",
    try_quote="Skriv /quote här nedanför och anteckna något en kund har sagt.",
    try_save="Peka på en kollegas meddelande och spara kundens ord därifrån.",
    try_post="Låt Kundord visa dagens citat, och låt sedan en dag gå.",
    got_it="Jag förstår",
    not_sent="Inte skickat. Inget är borta, försök igen.",
    offline="Ingen kontakt med chatten. Den försöker igen av sig själv.",
    online="Kontakt igen.",
    new_messages="Nyare meddelanden",
    fault_count="Något stämmer inte riktigt än.",
    no_such="Det finns inget sådant här.",
    commands="Kommandon",
    people="Kollegor",
    teams="Team",
    stages="Steg på kundens väg",
    confirm_yes="Ja",
    confirm_no="Nej",
)

NORWEGIAN = Phrases(
    title="Kundord, en demo",
    skip="Til meldingene",
    channels="Kanaler",
    private_chat="Direktemelding",
    conversations="Samtaler",
    close="Lukk",
    menu="Samtaler",
    you_are="Du er",
    curator="kurator",
    be_somebody="Vær en annen",
    demo="Tiden i demoen",
    post_now="Vis dagens sitat nå",
    post_now_short="Vis sitatet nå",
    posted="Kanaler uten sitat i dag får ett nå.",
    next_day="La en dag gå",
    day_passed="Det har gått en dag.",
    light="Lyst",
    dark="Mørkt",
    theme="Lyst eller mørkt",
    your_page="Siden din",
    messages_in="Meldinger i {channel}",
    private_place="privat kanal",
    unread="uleste",
    write_in="Skriv i #{channel}",
    write_to="Skriv til Kundord",
    writing_hint="/quote for Kundord, @ for en kollega",
    send="Send",
    suggestions="Forslag",
    found="{count} forslag",
    only_you="Bare du ser dette",
    dismiss="Fjern",
    edited="endret",
    app="app",
    react="Reager med {emoji}",
    more_emoji="Flere emojier",
    save="Lagre som kundesitat",
    reacted="{emoji} fra {name}",
    optional="valgfritt",
    try_title="Tre ting å prøve",
    try_quote="Skriv /quote nedenfor, og noter noe en kunde har sagt.",
    try_save="Pek på meldingen til en kollega, og lagre kundens ord derfra.",
    try_post="La Kundord vise dagens sitat, og la så en dag gå.",
    got_it="Greit",
    not_sent="Ikke sendt. Ingenting er borte, prøv igjen.",
    offline="Ingen kontakt med chatten. Den prøver igjen av seg selv.",
    online="Kontakt igjen.",
    new_messages="Nyere meldinger",
    fault_count="Noe stemmer ikke helt ennå.",
    no_such="Det finnes ikke noe slikt her.",
    commands="Kommandoer",
    people="Kolleger",
    teams="Team",
    stages="Steg på kundens vei",
    confirm_yes="Ja",
    confirm_no="Nei",
)

_LANGUAGES = {"en": ENGLISH, "sv": SWEDISH, "nb": NORWEGIAN}


def phrases(language: str) -> Phrases:
    return _LANGUAGES.get(language, ENGLISH)
