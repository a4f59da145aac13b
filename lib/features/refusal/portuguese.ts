import { anyOf, type RefusalWords } from './language.ts';

const service = anyOf(
  '(?:lhe |te |o |me )?(?:ajuda|auxilia|apoia|responde|fornece|da|oferece|disponibiliza|facilita|escreve|redigi|cria|gera|produzi|elabora|explica|ensina|mostra|fala|trata|discuti|debate|aborda|opina|comenta|revela|divulga|compartilha|partilha|comunica|reproduzi|cita|descreve|diagnostica|receita|prescreve|aconselha|recomenda|participa|colabora|imita|continua|executa|promove|incentiva|guia|orienta|identifica|abri|senti|te|menti|espalha|traduzi|resumi|especula|preve|indica|dize|expressa|navega|julga|vota|fingi|simula|emiti(?:r)? (?:um )?(?:juizo|opini\\w+)|passa por|presta)r?(?:-(?:lo|la|te|lhe|los|las|lhes|vos))?\\b(?! (?:de recomendar|endereco))',
  'faze(?:r|-lo)(?: (?:isso|isto|algo|tal|esse|aquilo|o que))?',
  '(?:cumprir|satisfazer|atender|processar|concluir|aceitar|seguir|realizar|acatar)(?: a?o?s?)?(?: com)? ?(?:a |o |ao |à )?(?:seu|sua|tua|teu|esse|esta|este|essa|um|uma|tal|pedido|solicitacao)',
  '(?:me passar|passar-me|fazer-me passar|me pronunciar|pronunciar-me|tomar partido|acessar (?:a internet|informacoes|dados)|aceder a)',
);

const opinion = '(?:opiniao|opinioes|preferencias?|crencas|sentimentos|posicao)';
const rules =
  '(?:diretrizes|normas|regras|principios|politicas?|instrucoes|valores|programacao|orientacoes|restricoes|termos)';

export const portuguese: RefusalWords = {
  language: 'Portuguese',
  hint: /\b(?:nao|me|meus?|minhas?|mim|recus\w*|abstenho|impossivel|proibid[oa]|impedid[oa]|vedado|posso|consigo|devo|tenho|preciso|prefiro|pedido|conteudo)\b|-me\b/,
  refuses: new RegExp(
    anyOf(
      // One tail for all of these: it is long, and would be compiled with each.
      `${anyOf(
        `\\bnao (?:lhe |te |o |a |me )?(?:posso|consigo|posso, em sa consciencia,|poderei|poderia|devo|vou|quero|desejo|conseguirei|irei)(?: (?:nem|e nao vou|\\w+mente))* `,
        `\\b(?:estou|sou|e-me|me e) (?:\\w+ )?(?:proibid[oa]|impedid[oa]|vedado|incapaz|impossibilitad[oa]) (?:de |a )?`,
        `\\bnao da (?:para|pra|p'ra) (?:eu )?`,
        `\\bnao me (?:cabe|compete|permitem) `,
        `\\b(?:receio|temo|lamento)(?: muito)? (?:que )?nao (?:poder|posso|consigo|possa) `,
        `\\bnao (?:estou|sou|fui) (?:\\w+mente )?(?:autorizad[oa]|capacitad[oa]|capaz|em condicoes|programad[oa]|projetad[oa]|dispost[oa]|habilitad[oa]|apto|apta|qualificad[oa]|em posicao) (?:de |para |a )?`,
        `\\bnao (?:me e permitido|tenho permissao (?:para|de)|tenho autorizacao para|tenho a capacidade de|tenho capacidade (?:de|para)|tenho como) `,
        `\\b(?:lamento|sinto muito|desculpe)(?: muito)?(?: por)? nao poder `,
      )}${service}`,
      '\\b(?:isso|disso|nisso|isto) (?:eu )?nao (?:falo|faco|escrevo|participo|comento|respondo|digo|dou)[.!]*$',
      '\\bnao estou aqui para ',
      '\\bnao (?:vou|entro) por (?:esse|este) caminho',
      '\\bnao posso atender[.!]*$',
      '\\bnao faco (?:isso|esse tipo|essas coisas|coisas assim)',
      '\\bnao (?:recomendo|faco|dou|emito|ofereco|falo) (?:sobre |de )?(?:\\w+ )?(?:acoes|investimentos|previsoes|prognosticos|metodos|conselhos|politica|religiao|opinioes)',
      '\\bnao tenho acesso (?:a|as|ao|aos) (?:sua|seu|suas|seus|tua|teu)\\b',
      '\\b(?:obrigad[oa]|forcad[oa]) a (?:recusar|declinar)',
      '\\be nao posso (?:aconselha|dizer|ajudar|responder)',
      '\\b(?:alem d(?:o que|as minhas|a minha|e)|fora d(?:o que|as minhas|a minha)|excede|ultrapassa)\\b.{0,10}\\b(?:posso|sou|estou|capacidades|funcoes|competencias|alcance|me e permitido|programacao)',
      '\\bminha programacao\\b.{0,30}(?:nao me permit|me imped|me proib|proib|nao permit)',
      `\\bnao (?:me )?(?:e|sera) possivel ${service}|\\b(?:e-me|me e|e) impossivel ${service}`,
      '\\b(?:recuso-me|me recuso|eu recuso|devo (?:recusar|declinar|me abster)|tenho (?:que|de) (?:recusar|declinar|negar|dizer nao)|preciso recusar|sou obrigad[oa] a recusar|prefiro (?:nao|me abster|evitar)|preferiria nao|abstenho-me|me abstenho)',
      '\\bnao (?:lhe |te |o )?(?:ajudarei|escreverei|fornecerei|farei|criarei|gerarei|participarei|darei|responderei|explicarei)\\b',
      '\\bnao (?:produzo|elaboro|forneco|dou (?:conselhos|instrucoes|informacoes|opinioes)|ofereco (?:aconselhamento|conselhos|instrucoes|informacoes)|compartilho|partilho|escrevo|gero|crio|participo|respondo|opino|discuto|falo sobre|revelo)\\b',
      `\\bnao (?:tenho|possuo|mantenho) (?:\\w+ )?${opinion}`,
      '\\bnao (?:tenho|possuo|disponho de) acesso (?:a|as|aos|ao) ?(?:dados|informacoes|internet|noticias)',
      '\\bnao e algo (?:com|em|de|sobre)? ?(?:o )?que (?:eu )?(?:possa|posso|va|faca)|\\be algo (?:com|em)? ?(?:o )?que (?:eu )?nao (?:posso|vou)',
      `\\b(?:minhas|meus|as|nossas) (?:\\w+ )?${rules}\\b.{0,30}(?:nao me permit|me imped|me proib|proib|nao permit|nao (?:me )?deixam?|impedem-me)`,
      `\\b(?:contra|viola|infringe|contraria|contrari[oa] a|desrespeita|vai de encontro)\\b.{0,14}\\b(?:minhas|meus|nossas|minha|as) (?:\\w+ )?${rules}`,
      '\\b(?:nao )?(?:seria|e) (?:\\w+ )?(?:antietico|etico|apropriado|responsavel|irresponsavel|correto|inapropriado|errado)\\b.{0,20}\\b(?:da minha parte|que eu|de minha parte)',
      '\\bnao me sinto (?:\\w+ )?(?:confortavel|a vontade)|\\bnao estou confortavel|\\bsinto-me desconfortavel',
      '\\b(?:so|apenas) posso (?:ajudar|responder|falar|fornecer)',
      '^(?:esse|o seu|seu|este) (?:pedido|conteudo) foi (?:recusado|bloqueado)$',
    ),
  ),
  cannot: new RegExp(
    anyOf(
      '\\bnao (?:lhe |te |o |a |me )?(?:posso|consigo|poderei|conseguirei|devo|vou|irei)\\b(?! mais concordar)',
      '\\bnao (?:tenho|possuo|disponho de) (?:a )?(?:capacidade|possibilidade|habilidade|permissao|autorizacao)',
      '\\b(?:e|seria) impossivel para mim|\\be-me impossivel|\\bme e impossivel',
      '\\bnao (?:produzo|elaboro|ajudo|publico|apoio|incentivo|promovo)\\b',
      '\\b(?:so|apenas|somente) (?:posso|consigo) (?:ajudar|responder|falar|fornecer)',
    ),
  ),
  refers:
    /\b(?:isso|isto|disso|nisso|esse (?:tema|tipo|assunto|ponto)|nesse (?:ponto|assunto)|esses? detalhes|nesses detalhes|tal|tais|algo assim|essa tarefa|esta tarefa)\b/,
  ordinary:
    /\b(?:retirar|passa-lo|passar-lhe|devolver|ativar|atribuir|verificar|entregar|neste momento|prolongar|informar|o seu|a sua|os seus|as suas|seus?|suas?|teus?|tuas?) (?!(?:pedido|solicitacao|pergunta|lugar|licao|trabalho de casa|instruc|ex\b|parceir|vizinh|chefe|prova|ordem|exame))|\b(?:encontrar|encontro|localizar|ver|acreditar|esperar|vir|comparecer|compreender|saber|imaginar|dormir|adicionar|acrescentar|passar a sua|transferir|dividir|perdoar|cancelar|enviar|reiniciar|aceitar|conceder\S*|deixar\S*|alterar|mudar|modificar|trocar|emitir um|guardar|reativar|baixar|subir|garantir|oferecer um|confirmar|aplicar|substituir|aprovar|reembolsar|reservar|estender|rescindir|insistir|estar|determinar|concluir|calcular|evitar|negar|ler|escolher|concordar|dar um|fazer desconto|prever quando|entrar em contato)\b/,
  business:
    /segunda conta|feriado|embarque|concorrencia|instalacao|orcamento|promocoes|numero d[eo]|\bpremio\b|taxa de|chaves?|\bchip\b|pilhas|janela|outro site|caucao|ainda nao|esta semana|periodo de teste|numero de serie|vencid|\bantes d[oae]|ate que|\bmais o periodo|por telefone|\bsem (?:o|a|seu|comprovante|recibo|ingresso)\b|hospedes|artigo para|encomenda|pedido (?:ja|que|numero|com|de (?:reembolso|compra))|pedidos\b|cancel|reembols|devoluc|devolver|troca|entrega|envio|frete|pacote|cupom|cupao|desconto|promocao|fatura|nota fiscal|garantia|assinatura|contrato|rescind|horario|consulta\b|quarto|\bmesa\b|bilhete|passagem|reserva|aluguel|taxa|pagamento|pagar|estoque|esgotad|cheque|cartao-presente|cartoes-presente|recibo|comprovante|preco|tarifa|\brepar|consert|estender|hotel|loja|clientes?\b|compra|deposito|caucao|reclamac|seguro\b|emprestimo|saldo|\bdias\b|produto\b|excecao|voo|assento|hospede|vaga\b|conta em|multa|receita nao|receita (?:medica|sem)|passaporte|marca\b|prorrog|ingresso|tarifas|ajustes|suporte|comida|medidor|conserto|bagagem|\bmalas?\b|sala vip|\bseu plano\b|cartao|transferencia|saque|levantamento|tecnico|contador|inscricao|matricula|processo de compra|fornecedor|fabricante|motorista|cardapio|estacionamento|veiculo|carro|chave|aluguer|tamanho|amostra|indeniza|indemniza|compensac|embalagem|pontos|sinistro|apolice|evento|oferta|juro|parcela|prestacao|substituicao|credito|vale\b/,
  innocent:
    /\b(?:preocupar\w*|reproduzir (?:o|esse|este|seu) (?:erro|problema|bug)|lembrar|com certeza|com exatidao|exatamente|precisamente|deixar de recomendar|concordar mais|sem (?:mais|saber|conhecer|ver|outros)|suficiente|afirmar)\b/,
  regardless:
    /artigo pago|medicacao|impostos|ameaca|\badvogad|\bmedico\b|\bfoto\b|origem de uma pessoa|eleicoes|violencia|figuras publicas|colar na|modelo de linguagem|\bia\b|inteligencia artificial|tempo real|so (?:posso|consigo)|enganar|trapac|assedi|assalto|hacke|invadir|roub|fraude|golpe|fals|ilegal|crime|outras? pessoas?|de outra pessoa|alguem|privad|confidencia|contornar|burlar|arma|droga|explosiv|malicios|lavagem|senha|palavra-passe|dano/,
  turn: /\b(?:mas|porem|contudo)\b/g,
  firstPerson: /\b(?:eu|me|mim|meu|minha|posso|devo|tenho|sou|vou|estou|serei)\b|^(?:\S+ )?\S+$/,
};
