/** Pages that thank for an order or confirm one. */
const confirming =
  /(?:^| )(?:thank(?:s|you)?|danke|dank|dankt|bedankt|merci|gracias|grazie|obrigad[oa]|tak|takk|tack|kiitos|dekuj\w*|dziekuj\w*|koszon\w*|multumim|tesekkur\w*|success\w*|succes|exito|reussi\w*|erfolg\w*|complete[d]?|confirmation|confirmed|bestatig\w*|bestaetig\w*|auftragsbest\w*|bestellbest\w*|bevestig\w*|confirmacion|confirmacao|conferma\w*|potvrz\w*|potwierdz\w*|vahvist\w*|bekraft\w*|bekreft\w*|received|receipt|quittung|placed|finish(?:ed)?|done)(?= |$)/

const ordering =
  /(?:^| )(?:(?:place|process|submit|create|new|make|do|save|send|re)?orders?|checkout|purchase\w*|buy|buynow|pay|payments?|book(?:ing)?s?|donat\w*|bestell\w*|auftrag|kasse|kassen|kauf\w*|zahl\w*|bezahl\w*|buch(?:en|ung\w*)|reserv\w*|commande\w*|achat\w*|paiement|caisse|pedidos?|compra\w*|pagos?|comanda|finalizar|encomend\w*|pagament\w*|ordin[ei]|acquist\w*|cassa|bestelling\w*|afreken\w*|betal\w*|ordre|bestill\w*|bestall\w*|kassa|tilau\w*|maksu\w*|objedn\w*|pokladna|platb\w*|zamow\w*|platnosc\w*|kasa|rendeles\w*|siparis\w*|odeme|narudzb\w*|narocil\w*|zakaz|oformlenie|tellimus\w*|pasuti\w*|uzsakym\w*)(?= |$)/

const choosing =
  /(?:^| )(?:(?:add(?: to)? |add2?)?(?:cart|basket|bag|trolley)|addtocart|add item|line item|warenkorb|einkaufswagen|panier|carrito|cesta|carrinho|carrello|winkelwagen|winkelmand\w*|kurv|varukorg|handlekurv|ostoskori|kosik|koszyk|kosar|sepet|wishlist|merkliste|favou?rites?)(?= |$)/

/** What people also send forms for. */
const otherwise =
  /(?:^| )(?:log ?in|log ?out|sign ?in|sign ?up|sign ?out|register|registr\w*|anmeld\w*|abmeld\w*|einlogg\w*|connexion|deconnexion|inscri\w*|accounts?|konto|compte|cuenta|password\w*|passwort|mot de passe|search\w*|suche?n?|recherche\w*|buscar|busca|cerca|zoek\w*|hledat|szukaj|haku|sog|sok|filter\w*|comments?|wp comments post|kommentar\w*|commentaires?|contact\w*|kontakt\w*|contatt\w*|feedback|newsletter|un ?subscribe|subscribe|xmlrpc|wp login|wp cron|wp admin|admin|administrator|heartbeat|analytics|collect|beacons?|pixel|track\w*|telemetry|rum|metrics|events?|logs?|logging|csp|reports?|consent|cookies?|gdpr|votes?|polls?|ratings?|reviews?|likes?|share|upload\w*|captcha|tokens?|auth\w*|oauth\w*|sso|session|health\w*|ping|webhooks?|notify|ipn|callback|history|track order|order status|cancel\w*)(?= |$)/

/** Where people are led when nothing came of it. */
const failing =
  /(?:^| )(?:fail(?:ed|ure)?|errors?|declined?|refused|rejected|denied|abort(?:ed)?|expired|timeout|unpaid|fehler\w*|fehlgeschlagen|abbruch|abgebrochen|abgelehnt|echec|erreur\w*|refuse|fallid[oa]|fallito|errore|rechazad[oa]|rifiutat[oa]|mislukt|geannuleerd)(?= |$)/

/** On the way to an order, and not yet one. */
const before =
  /(?:^| )(?:addres\w*|adress\w*|shipping|versand\w*|delivery|livraison|envio|lieferung|coupons?|voucher\w*|gutschein\w*|discount\w*|promo\w*|validate|validation|verify|estimate\w*|quote|totals?|update\w*|refresh\w*|review order|intents?|setup|methods?|information|config\w*|options?|availability|preview|draft|count|start|begin|init\w*|guest|step|edit|remove|delete|quantity|qty)(?= |$)/

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The words of a path and query, in small letters and without accents, parted by one blank. */
export const wordsOf = (text: string): string =>
  decoded(text.slice(0, 500))
    .replace(/\.(?:php\d?|html?|aspx?|jsp|do|cgi|action)(?=$|[/?])/gi, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ł/g, 'l')
    .replace(/ø/g, 'o')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** What the words of a request's address say of it. */
export interface Meaning {
  /** The word that thanks or confirms, as it was found; empty when there is none. */
  confirms: string
  orders: string
  /** Puts something into a cart. */
  chooses: boolean
  /** Signs in, searches, comments, counts visitors, says that something failed, … */
  isOther: boolean
  isBefore: boolean
}

const found = (pattern: RegExp, words: string) => pattern.exec(words)?.[0].trim() ?? ''

export function meaningOf(address: string): Meaning {
  const words = wordsOf(address)
  return {
    confirms: found(confirming, words),
    orders: found(ordering, words),
    chooses: choosing.test(words),
    isOther: otherwise.test(words) || failing.test(words),
    isBefore: before.test(words),
  }
}
