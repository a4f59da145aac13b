import { anyOf, type RefusalWords } from './language.ts';

const service = anyOf(
  '(?:ayudar|asistir|apoyar|acompanar|responder|contestar|proporcionar|dar|brindar|ofrecer|facilitar|escribir|redactar|crear|generar|producir|elaborar|explicar|ensenar|mostrar|hablar|tratar|discutir|debatir|abordar|opinar|comentar|revelar|divulgar|compartir|comunicar|reproducir|citar|describir|diagnosticar|recetar|prescribir|asesorar|aconsejar|recomendar|participar|colaborar|imitar|suplantar|continuar|ejecutar|promover|fomentar|guiar|orientar|identificar|abrir (?:archivos|enlaces)|sentir|tener|entrar en|copiar|mentir|serte util|serle util|traducir|resumir|especular|predecir|indicar|decir|mantener|emitir (?:un juicio|juicios|opinion\\w*)|expresar|navegar|juzgar|votar|fingir|simular|colaborar)(?:te|le|les|os|lo|la|los|las|telo|selo|me)?\\b',
  'hacer(?:lo| una lista| tus deberes| tu tarea| eso| esto| algo (?:asi|como)| tal| ese tipo| lo que)',
  '(?:cumplir|complacer|satisfacer|atender|procesar|completar|aceptar|seguir|realizar|acceder a)(?:la|lo)? (?:con )?(?:a )?(?:tu|su|esa|esta|una|ese|este|dicha|lo que|con)',
  '(?:seguir|entrar|participar|involucrarme) (?:con|en) (?:esta|este|esa|ese|la|el)',
  '(?:hacerme pasar|pronunciarme|posicionarme|tomar partido|acceder a (?:internet|informacion|datos))',
);

const opinion = '(?:opinion(?:es)?|preferencias?|creencias|sentimientos|postura)';
const rules =
  '(?:directrices|normas|reglas|principios|politicas?|pautas|instrucciones|valores|programacion|lineamientos|restricciones|condiciones)';

export const spanish: RefusalWords = {
  language: 'Spanish',
  hint: /\b(?:no|me|mi|mis|niego|rechazo|imposible|prohibido|vedado|permitido|incapaz|puedo|tengo|debo|solo|solicitud|peticion|abstengo)\b/,
  refuses: new RegExp(
    anyOf(
      // One tail for all of these: it is long, and would be compiled with each.
      `${anyOf(
        `\\bno (?:me |te |le |lo |la )?(?:puedo,? en (?:buena )?conciencia,?|puedo|podre|podria|debo|voy a|quiero|deseo|pienso|me atrevo a)(?: (?:ni|y no|de ninguna manera|\\w+mente))*(?: (?:debo|voy a|quiero))? `,
        `\\b(?:tengo|me esta) (?:prohibido|vedado) `,
        `\\b(?:soy|me siento|me veo) incapaz de `,
        `\\bno me (?:corresponde|compete|toca|permiten) `,
        `\\bno (?:estoy|soy|fui|he sido) (?:\\w+mente )?(?:autorizad[oa]|capacitad[oa]|capaz|en condiciones|programad[oa]|disenad[oa]|dispuest[oa]|facultad[oa]|en posicion|habilitad[oa]|preparad[oa]|cualificad[oa]) (?:de |para |a )?`,
        `\\bno (?:me esta permitido|tengo permitido|se me permite|tengo permiso (?:para|de)|tengo autorizacion para|tengo la capacidad (?:de|para)) `,
        `\\b(?:lamento|siento)(?: mucho)? no poder `,
      )}${service}`,
      '\\bno (?:recomiendo|hago|doy|emito|ofrezco|hablo|trato) (?:de )?(?:\\w+ )?(?:acciones|inversiones|pronosticos|predicciones|metodos|consejos|politica|religion|opiniones)',
      '\\bno (?:te |le |se |os )?(?:lo |la |los |las )?(?:hablo|escribo|doy|hago|digo|redacto|comento|opino|respondo|contesto)[.!]*$',
      '\\brechazo (?:participar|escribir|responder|ayudar|hacer|colaborar|redactar|hablar)',
      '\\bno (?:quisiera|esta en mis manos|me corresponde)\\b.{0,12}\\b(?:entrar|responder|hablar|opinar|escribir|ayudar|comentar|dar|tratar|participar)',
      '\\bno tengo acceso a (?:tu|su|tus|sus)\\b',
      '\\b(?:obligacion|obligad[oa]|necesidad) (?:de|a) (?:rechazar|declinar)',
      '\\by no puedo (?:aconsejar|decir|ayudar|responder)',
      '\\bno hago (?:eso|ese tipo|esas cosas|cosas asi)',
      '\\bno puedo hacer (?:eso|esto|algo)',
      '\\b(?:mas alla de|fuera de|excede|supera|sobrepasa) (?:lo que (?:yo )?(?:puedo|se me|estoy|tengo)|mis (?:capacidades|funciones|competencias)|mi (?:alcance|ambito|programacion))',
      '\\bmi programacion\\b.{0,30}(?:no me permit|me impid|me prohib|prohib|no permit)',
      '\\bno puedo (?:ni )?(?:ayudarte|ayudarle|ayudar)',
      `\\bno (?:me )?(?:es|resulta|sera) posible ${service}|\\b(?:me es|me resulta|es) imposible ${service}`,
      '\\b(?:me niego a|debo (?:rechazar|negarme|declinar|abstenerme)|tengo que (?:rechazar|declinar|negarme|decir que no)|me veo obligad[oa] a (?:rechazar|declinar)|rechazo (?:esta|esa|tu|su)|prefiero (?:no|abstenerme|evitar)|preferiria no|me abstengo|me abstendre)',
      '\\bno (?:te |le |les )?(?:ayudare|escribire|proporcionare|hare|creare|generare|participare|dare|respondere|explicare|redactare|contribuire)\\b',
      '\\bno (?:produzco|elaboro|proporciono|doy (?:consejos|instrucciones|informacion|opiniones)|ofrezco (?:asesoramiento|consejos|instrucciones|informacion)|comparto|escribo|genero|creo (?:contenido|ese)|participo|respondo|opino|redacto|discuto|hablo de|facilito|revelo)\\b',
      `\\bno (?:tengo|mantengo|poseo) (?:\\w+ )?${opinion}|\\bno tengo una ${opinion}`,
      '\\bno (?:tengo|dispongo de) acceso (?:a )?(?:datos|informacion|internet|la informacion|los datos|tu|noticias)|\\bno tengo acceso a internet',
      '\\bno es algo (?:con lo )?(?:que|en lo que|de lo que)(?: yo)? (?:pueda|puedo|vaya|haga)|\\b(?:es|hay) algo (?:con lo )?(?:que|en lo que) no (?:puedo|voy)',
      `\\b(?:mis|las|nuestras) (?:\\w+ )?${rules}\\b.{0,30}(?:no me permit|me impid|me prohib|prohib|no permit)`,
      `\\b(?:en contra de|contra|infringe|viola|incumple|contradice|contrari[oa] a|contraviene)\\b.{0,12}\\b(?:mis|nuestras|mi|las) (?:\\w+ )?${rules}`,
      '\\b(?:no )?(?:seria|es) (?:\\w+ )?(?:etico|apropiado|responsable|irresponsable|correcto|inapropiado|incorrecto|poco etico)\\b.{0,20}\\b(?:por mi parte|que yo|de mi parte)',
      '\\bno me siento comod[oa]|\\bme siento incomod[oa]',
      '\\bsolo puedo (?:ayudar|responder|hablar|proporcionar)',
      '^(?:esta|tu|su) (?:solicitud|peticion) (?:ha sido|fue) (?:rechazada|bloqueada|denegada)$',
    ),
  ),
  cannot: new RegExp(
    anyOf(
      '\\bno (?:me |te |le |lo |la |se lo )?(?:puedo|podre|debo|deberia|voy a)\\b(?! (?:mas|negar))',
      '\\bno (?:tengo|poseo|dispongo de) (?:la )?(?:capacidad|posibilidad|habilidad|permiso|permitido|autorizacion)',
      '\\bme (?:resulta|es) (?:totalmente )?imposible\\b',
      '\\bno (?:produzco|elaboro|ayudo|publico|apoyo|respaldo|fomento|promuevo)\\b',
    ),
  ),
  refers:
    /\b(?:eso|esto|ese (?:tema|tipo|asunto|punto)|este (?:tema|tipo|punto)|algo asi|tal|tales|esa (?:peticion|tarea)|esta (?:peticion|tarea)|esos detalles)\b/,
  ordinary:
    /\b(?:quitar|pasarle|pasarlo|devolver|activar|asignar\w*|verificar|entregar|en este momento|prolongar|sus?|tus?) (?!(?:solicitud|peticion|pregunta|lugar|deberes|tarea|instruccion|ex\b|pareja|vecino|jefe|examen|orden))|\b(?:encontrar|encuentro|localizar|ver|creer|esperar|venir|asistir|comprender|saber|imaginar|dormir|anadir|agregar|pasar su|transferir|dividir|perdonar\w*|cancelar|enviar|reiniciar|aceptar|conceder|dejar\w*|modificar|cambiar|emitir una|guardar|reactivar|bajar|subir|garantizar|ofrecer\w* un[ao]?|confirmar|aplicar|sustituir|canjear|aprobar|reembolsar|reservar|ampliar|tramitar|insistir|estar|determinar|concluir|calcular|evitar|negar|leer|elegir|hacerle un[ao]?|darle un[ao]?)\b/,
  business:
    /segunda cuenta|festivo|embarque|competencia|instalacion|presupuesto|promociones|numero de|\bprima\b|cargo por|llaves?|tarjeta sim|pilas|ventanilla|otra web|fianza|todavia no|esta semana|periodo de prueba|numero de serie|caducad|\bantes (?:del|de la|de que)|hasta que|\bmas el (?:periodo|plazo)|por telefono|\bsin (?:el|la|su|comprobante|recibo|entrada)\b|huespedes|articulo a|pedidos?\b|reembols|devoluci|devolver|cambiar|entrega|envio|enviar|paquete|cupon|descuento|rebaj|factura|garantia|suscripcion|contrato|cancel|cita\b|citas\b|habitacion|\bmesa\b|billete|boleto|reserva|alquiler|gastos|pagos?\b|pagar|stock|agotad|cheque|tarjetas? regalo|recibo|comprobante|precio|tarifa|\brepar|ampliar|hotel|tienda|clientes?\b|compra|deposito|fianza|reclamacion|seguro\b|prestamo|saldo|dias|producto\b|excepcion|sucursal|huesped|puesto\b|\bcuenta entre|recargo|receta|pasaporte|marca\b|prorroga|entrada\b|tarifas|arreglos|soporte|comida|vuelo|asiento|equipaje|maleta|sala vip|\b(?:su|tu) plan\b|tarjeta|transferencia|retiro|tecnico|contador|inscripcion|expediente|proveedor|fabricante|conductor|menu|aparcamiento|estacionamiento|vehiculo|coche|carro|llave|alquil|talla|muestra|indemniz|compensac|embalaje|puntos|siniestro|poliza|evento|abono|bono|oferta|promocion|tipo de interes|cuota|sustitucion|cheque/,
  innocent:
    /\b(?:preocupar\w*|reproducir (?:el|ese|este|su) (?:error|fallo|problema)|recordar|con certeza|con exactitud|exactamente|precisamente|asegurar(?:lo|te|le)?|dejar de recomendar|mas de acuerdo|sin (?:mas|conocer|ver|otros)|suficiente|decirlo con)\b/,
  regardless:
    /articulo de pago|medicacion|impuestos|amenaza|\babogad|\bmedico\b|\bfoto\b|origen de una persona|elecciones|violencia|personajes|copiar en|modelo de lenguaje|\bia\b|inteligencia artificial|tiempo real|solo puedo|enganar|trampa|acos|\brobo\b|hacke|pirate|\brob(?:o|ar|ad)|fraude|estafa|fals|ilegal|delito|crimen|otras? personas?|de otra persona|alguien|privad|confidencial|eludir|evadir|arma|droga|explosiv|malicios|blanque|contrasena|dano|danar/,
  turn: /\b(?:pero|sin embargo|no obstante)\b/g,
  firstPerson: /\b(?:yo|me|mi|mis|\w+(?<=[pd])o|soy|voy|estoy|puedo|debo|tengo|sere)\b|^(?:\S+ )?\S+$/,
};
