import { anyOf, type RefusalWords } from './language.ts';

const service = anyOf(
  "(?:vous |t'|te |l'|les? |lui |y |en |d')*(?:aider|assister|accompagner|repondre|fournir|donner|ecrire|rediger|creer|generer|produire|expliquer|enseigner|apprendre|montrer|poursuivre|discuter|parler|traiter|rien dire|aborder|debattre|evoquer|reveler|divulguer|devoiler|communiquer|partager|transmettre|reproduire|citer|decrire|diagnostiquer|prescrire|conseiller|commenter|participer|usurper|imiter|incarner|continuer|poursuivre|executer|satisfaire|soutenir|encourager|promouvoir|cautionner|faciliter|identifier|ouvrir d|recommander (?:de |un )?(?:placement|action|investissement)|dresser une liste|ressentir|avoir d'experiences?|etre utile|entrer dans|accomplir|traduire|resumer|dire|indiquer|guider|proposer d'aide|speculer|predire|exprimer|naviguer|juger|voter|formuler|cuisiner|preter main-forte)\\b",
  '(?:le |ca |cela )?faire(?: (?:ca|cela|ceci|ce|cette|de tel\\w*|une telle|un tel))?(?! (?:parvenir|livrer|une exception|autrement|mieux))',
  'acceder a (?:votre|cette|ta|une telle) (?:requete|demande)',
  "acceder (?:aux? |a l'|a des )(?:internet|informations|donnees)",
  '(?:traiter|accepter|honorer) (?:votre|cette|ta|une telle|ce type de) (?:requete|demande)',
  '(?:poser|etablir) (?:de |un )diagnostic',
  "(?:me prononcer|me faire passer|prendre position|prendre parti|avoir d'opinion|m'exprimer|m'engager|entrer dans)",
);
const adverbs =
  '(?: (?:malheureusement|donc|vraiment|simplement|toutefois|pas|rien|plus|point|ni|en aucun cas|, en (?:toute )?conscience,|jamais|absolument|helas))*';

export const french: RefusalWords = {
  language: 'French',
  hint: /\b(?:je|ne|me|mes|ma|mon|moi|pas|non|demande|requete)\b|\b[jnm]'/,
  refuses: new RegExp(
    anyOf(
      // One tail for all of these: it is long, and would be compiled with each.
      `${anyOf(
        `\\b(?:je )?ne (?:vous |t'|te |le |l'|la |les |lui )*(?:peux|puis|pourrais?|saurais|dois|vais|souhaite|veux|desire|compte)${adverbs}(?: et ne \\w+ pas)? `,
        `\\bje (?:ne )?(?:peux|puis|vais) (?:vraiment |malheureusement )?pas(?: malheureusement)? `,
        `\\bje ne peux ni `,
        `\\bje suis (?:\\w+ )?(?:dans l'incapacite|dans l'impossibilite|incapable) (?:de |d')`,
        `\\bje ne suis(?: \\w+)? pas(?: \\w+)? (?:en mesure|autorisee?|capable|habilitee?|programmee?|concue?|censee?|disposee?|qualifiee?|apte|pret|prete|en position|en droit)(?: de| d'| a| pour) ?`,
        `\\bil (?:ne )?m'est (?:\\w+ )?(?:pas possible|impossible|interdit|pas permis|pas autorise|defendu) (?:de |d')?`,
        `\\bje n'ai (?:\\w+ )?pas (?:le droit|la capacite|la possibilite|l'autorisation|la permission|ete concue?) (?:de |d'|pour )`,
      )}${service}`,
      "\\bje ne (?:recommande|fais|discute|parle|donne|formule|emets) pas (?:d'|de |des )(?:\\w+ )?(?:actions|placements?|pronostics?|predictions?|previsions?|methodes?|conseils?|politique|religion|avis)",
      `\\bau regret de ne (?:pas )?pouvoir ${service}|\\bil ne m'appartient pas de ${service}`,
      "\\b(?:mais|pour moi,?) c'est non[.!]*$|\\bgarderai le silence",
      "\\bje n'ai pas acces (?:a|aux) (?:votre|vos|ton|tes)\\b",
      "\\b(?:au regret|dans l'obligation|oblige|contraint)\\w* de (?:devoir )?(?:refuser|decliner)",
      '\\bet ne (?:peux|puis) (?:donc )?pas (?:vous |te )?(?:conseiller|dire|aider|repondre)',
      '\\bje ne (?:fais|ferai) (?:pas|jamais) (?:ca|cela|ce genre|ce type)',
      "\\bn'?e? ?(?:vous |t'|te |lui )?(?:aiderai|expliquerai|fournirai|ecrirai|redigerai|repondrai|donnerai|participerai|partagerai|creerai|genererai|dirai|ferai)\\b.{0,12}\\b(?:pas|personne|rien|aucune?|jamais)\\b",
      "\\bje n'(?:ecris|aide|exprime|encourage|accepte de|aborde|offre)(?: \\w+)? ?(?:pas|jamais|personne)",
      "\\b(?:depasse|au-dela de|sort du cadre de|hors de|en dehors de) (?:ce (?:que|qui|pour quoi) (?:je|j'|m')|mes (?:competences|capacites|attributions)|mon (?:role|champ))",
      "\\bma (?:programmation|politique|charte|configuration)\\b.{0,30}(?:interdi|empech|ne (?:me |m')?(?:permet|autoris))",
      "\\bje ne suis(?: \\w+)? pas a l'aise",
      "\\bje n'ai (?:donc )?(?:pas|aucune?) (?:d'|de )?(?:opinions?|avis|preferences?|croyances|sentiments)",
      "\\bje n'ai (?:donc )?pas (?:d'|d’)?acces (?:a |aux? )(?:l')?(?:internet|donnees en temps reel|informations|des informations|des donnees|donnees)",
      "\\bje refuse (?:de |d'|cette|votre|ce)|\\bje me refuse|\\bje (?:dois|me dois de|prefere|souhaite|me vois contrainte? de|suis contrainte? de|suis dans l'obligation de|suis obligee? de)(?: \\w+)? (?:la |le |les )?(?:refuser|decliner|m'abstenir|rejeter)",
      "\\bje prefere(?:rais)? (?:ne pas|m'abstenir|eviter)|\\bje m'abstien(?:s|drai)",
      "\\bje ne (?:fournis|reponds|donne|partage|ecris|discute|redige|genere|cree|participe|cautionne|produis|parle|divulgue)(?: \\w+)? ?(?:pas|jamais|aucune?|rien|qu'aux)",
      "\\b(?:pas|rien) (?:quelque chose|un sujet|une demande|une chose|un domaine) (?:que|dont|auquel|sur lequel|ou) (?:je|j')",
      "\\b(?:mes|nos|les) (?:\\w+ )?(?:directives|regles|principes|consignes|politiques|instructions|lignes directrices|valeurs|conditions|restrictions)\\b.{0,30}(?:interdi|empech|ne (?:me |m')?(?:permet|autoris))",
      "\\b(?:contraire|contre|a l'encontre|enfreint|viole|contrevient|va a l'encontre|non conforme)\\b.{0,12}\\b(?:mes|aux? mes|a mes|de mes|nos|a ma|ma) (?:\\w+ )?(?:directives|regles|principes|consignes|politiques?|lignes|valeurs|programmation)",
      `\\b(?:serait|est) (?:pas )?(?:contraire|irresponsable|inapproprie|ethique|immoral|illegal|approprie|responsable)\\b.{0,20}\\b(?:de ma part|que je|pour moi)\\b`,
      "\\bje ne (?:peux|suis) (?:vous |t')?(?:aider|repondre|la pour \\w+) qu'(?:a|aux?|avec|en|sur)\\b",
      '^(?:cette|votre) (?:demande|requete) (?:ne peut|a ete (?:refusee|rejetee|bloquee))',
    ),
  ),
  cannot: new RegExp(
    anyOf(
      `\\bje ne (?:vous |t'|te |le |l'|la |les |lui )*(?:peux|puis|pourrais?|pourrai|saurais|dois|vais|veux)${adverbs} \\w`,
      "\\bje n'ai (?:malheureusement )?pas (?:le droit|la capacite|la possibilite|l'autorisation)",
      '\\bje ne (?:pense|crois) pas (?:devoir|pouvoir|que je (?:doive|puisse))',
      "\\bje n'ai pas d'informations? sur les evenements",
      "\\bje ne (?:vous |t')?(?:aiderai|expliquerai|dirai|ferai)\\b",
    ),
  ),
  refers:
    /\b(?:cela|ca|ceci|ce (?:genre|type|sujet|point)|cette (?:demande|requete|question|tache)|tel(?:le)?s?|a ce sujet)\b/,
  ordinary:
    /\b(?:passer le|retirer|restituer|activer|attribuer|verifier|traiter de|pour l'instant|votre|vos|ton|ta|tes) (?!(?:demande|question|requete|devoirs|place|instructions?|ex\b|conjoint|voisin|patron|examen|exigence))|\b(?:trouve[rz]?|retrouver|voir|vois|croire|attendre|venir|comprendre|savoir|imaginer|dormir|certitude|ajouter|deplacer|transferer|partager l'addition|annuler|envoyer|reinitialiser|accepter|accorder|laisser|modifier|changer|finaliser|emettre|garder|reactiver|baisser|augmenter|garantir|proposer|confirmer|appliquer|remplacer|echanger|joindre|approuver|livrer|surclasser|rembourser|reserver|prolonger|que (?:vous |te )?(?:recommander|confirmer|feliciter|approuver)|insister|etre (?:sur|certain|present|d'accord)|determiner|conclure|calculer|m'empecher|nier|lire)\b/,
  business:
    /numero|\bprime\b|frais|cles?\b|carte sim|piles\b|cote hublot|sur un autre site|\bla caution\b|pas encore|cette semaine|periode d'essai|numero de serie|bon perime|\bavant (?:le|la|lundi|mardi|vendredi)|davantage|\btant que\b|responsable pour|par telephone|\bsans (?:preuve|le|la|votre|billet|recu)|\bcommandes?\b|rembours|retour(?!ner la)|echang|livr(?:er|aison|ons)|expedi|colis|bon de reduction|code promo|remise|reduction|facture|garantie|abonnement|contrat|resili|annul|rendez-vous|chambre|\btable\b|billet|reserv|location|frais|paiement|payer|stock|cet article (?:en|n)|l'article|article soldes?|second compte|promotions|jour ferie|rappel|embarquement|devis|concurrent|cheque|carte cadeau|cartes cadeaux|recu\b|preuve d'achat|prix|tarif|solde|\brepar|surclass|prolong|hotel|magasin|boutique|client|achat|arrhes|acompte|reclamation|candidature|assurance|\bpret\b|jours|produit\b|suite favorable|exception|avoir\b(?= sur|$|\.)|un avoir|forfait|bagage|siege|\bvol\b|salon|traiteur|creneau|carte\b|virement|retrait|decouvert|technicien|compteur|inscription|dossier|agence|fournisseur|fabricant|chauffeur|menu|parking|vehicule|voiture|cle\b|loyer|bail|taille|echantillon|dedommag|indemnis|exemplaire|offre\b|conditions de vente|emballage|a domicile|voyageur|addition|penalites|ordonnance|vehicule|passeport|marque\b|delai|retouche|suivi|repas|points\b|sinistre|evenement/,
  innocent:
    /\b(?:m'inquieter|reproduire (?:le|ce|l'|votre) ?(?:bogue|bug|erreur|probleme)|avec certitude|exactement|precisement|que vous recommander|trop (?:insister|recommander)|sans (?:plus|autres|davantage|connaitre|voir)|assez)\b/,
  regardless:
    /\bavocat|\bmedecin|\bphotos?\b|origine d'une personne|elections|violence|personnalites|tricher|modele de langage|\bia\b|intelligence artificielle|temps reel|repondre qu'aux|cambriol|tromper|tricher|harcel|pirat|vole[re]?|fraud|escroqu|faux|illegal|crime|autrui|autres personnes|quelqu'un|privee?s?|confidenti|contourn|arme|drogue|explosi|malveill|blanchi|mot de passe|nuire|a (?:son|leur) insu/,
  turn: /\b(?:mais|cependant|toutefois)\b/g,
  firstPerson: /\b(?:je|j'\w+|me|moi|ma|mon|mes)\b|^(?:\S+ )?\S+$/,
};
