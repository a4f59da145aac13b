/**
 * Common words that prompts are made of. A word or two without a question leave a model undecided how to begin, and cost
 * three to eight tokens.
 */
export const words: readonly string[] = `
apple answer anchor autumn balance barrel basket battery bicycle blanket border bottle branch bridge bronze bucket
butter button cabin cable candle canvas carpet castle cellar chain chalk circle cloud coffee colour compass copper
corner cotton cradle crystal curtain desert dinner doctor dolphin dragon drawer drum eagle echo engine envelope evening
fabric farmer feather fence fever field finger flame forest fountain fox garden garlic giant glass glove gold grain
guitar hammer harbour harvest helmet history honey horizon hotel hunger ice idea island ivory jacket jewel journey jungle
kettle kitchen knot ladder lake lamp language lantern leather lemon letter library light lion machine magnet map marble
market meadow medicine melody memory metal mill mirror money moon morning mountain museum music needle nest night north
number ocean office olive onion orange orchard oven oyster paper parcel pencil pepper photo piano picture pillow planet
plaster pocket poem pond powder prince puzzle queen question rabbit radio rain raven receipt ribbon rice river road
rocket rope rose saddle salt school season secret shadow sheep shelter shoe signal silence silver singer sister smoke
snow soap soldier song spoon spring stable station stone story street sugar summer supper table tailor teacher temple
theatre thread thunder ticket tiger timber tower train travel treasure tunnel umbrella uncle valley velvet village
violin voice wagon water weather wheel whisper window winter wisdom wolf wonder yellow yesterday zebra
`
  .trim()
  .split(/\s+/);
