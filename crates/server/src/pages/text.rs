//! What pages say, in each language. A text stands in both or the program does not compile.

pub use super::language::Language;

impl Language {
    /// All texts.
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::En => &EN,
            Self::Es => &ES,
        }
    }
}

macro_rules! texts {
    ($($name:ident: $en:literal, $es:literal;)*) => {
        /// All texts of a language.
        pub struct Texts { $(pub $name: &'static str,)* }
        static EN: Texts = Texts { $($name: $en,)* };
        static ES: Texts = Texts { $($name: $es,)* };
    };
}

texts! {
    brand: "Demo bakery", "Panadería de demostración";
    skip: "Skip to content", "Ir al contenido";
    theme: "Theme", "Tema";
    theme_light: "Light", "Claro";
    theme_dark: "Dark", "Oscuro";
    yes: "Yes", "Sí";
    no: "No", "No";
    all: "All", "Todos";
    menu: "Menu", "Menú";
    everything: "Everything", "Todo";
    may_read: "see", "ver";
    may_write: "change", "cambiar";
    unseen: "not shown to your role", "tu rol no lo ve";
    numbers: "The same in numbers", "Lo mismo en números";

    launch_title: "Run a bakery for half an hour", "Lleva una panadería durante media hora";
    launch_lead: "A private demo with eleven services, realistic data and a day that is happening now. Ready in milliseconds; no registration.", "Una demo privada con once servicios, datos realistas y un día que está pasando ahora. Lista en milisegundos y sin registro.";
    launch_choose: "Choose a bakery", "Elige una panadería";
    launch_email: "E-mail", "Correo electrónico";
    launch_email_hint: "Only shown in your demo. Nothing is sent.", "Solo se muestra en tu demo. No se envía nada.";
    launch_company: "Company name", "Nombre de la empresa";
    launch_tier: "Subscription tier", "Plan de suscripción";
    launch_date: "Tell the story at", "Contar la historia en";
    launch_date_hint: "UTC. Left empty, the story happens now.", "UTC. Si lo dejas vacío, la historia pasa ahora.";
    launch_optional: "optional", "opcional";
    launch_more: "More options", "Más opciones";
    launch_start: "Start the demo", "Empezar la demo";
    launch_bad: "Please check the marked fields", "Revisa los campos marcados";
    launch_open: "A demo is open in this browser.", "Hay una demo abierta en este navegador.";
    launch_continue: "Continue with it", "Seguir con ella";
    launch_none: "No demo can be started at the moment: no profile is being served.", "Ahora no se puede empezar ninguna demo: no se sirve ningún perfil.";
    launch_login: "Log in with demo credentials", "Entrar con credenciales de demo";
    rows: "rows", "filas";
    one_row: "row", "fila";
    people: "people", "personas";
    products: "products", "productos";
    places: "places", "locales";
    suppliers: "suppliers", "proveedores";

    email_wrong: "Write an address such as ana@example.com", "Escribe una dirección como ana@example.com";
    date_wrong: "Write a date and time no more than ten years away", "Escribe una fecha y hora a no más de diez años";
    text_wrong: "Is too long, or holds characters that cannot be shown", "Es demasiado largo o tiene caracteres que no se pueden mostrar";
    profile_wrong: "Choose one of the bakeries", "Elige una de las panaderías";

    progress_title: "Making your bakery", "Preparando tu panadería";
    progress_ready: "Your bakery is ready", "Tu panadería está lista";
    progress_failed: "The demo could not be made", "No se pudo preparar la demo";
    progress_failed_lead: "Nothing of it was kept. Please try again.", "No queda nada de ella. Inténtalo de nuevo.";
    progress_in: "in", "en";
    progress_all_at_once: "All services loaded at once, each in one transaction.", "Todos los servicios se cargaron a la vez, cada uno en una transacción.";
    progress_enter: "Open the bakery", "Abrir la panadería";
    progress_waiting: "waiting", "esperando";
    progress_recorded: "session recorded", "sesión anotada";
    service: "Service", "Servicio";
    state: "State", "Estado";
    records: "Rows", "Filas";
    milliseconds: "Milliseconds", "Milisegundos";
    waterfall: "Where the time went", "En qué se fue el tiempo";

    nav: "Main", "Principal";
    nav_today: "Today", "Hoy";
    nav_map: "Delivery map", "Mapa de reparto";
    nav_runs: "Runs", "Ejecuciones";
    nav_data: "Data", "Datos";
    banner_demo: "Demo", "Demo";
    banner_left: "left", "restantes";
    banner_protected: "kept by an operator", "conservada por un operador";
    banner_extend: "Extend", "Ampliar";
    banner_session: "Session", "Sesión";
    banner_as: "as", "como";

    today: "Today", "Hoy";
    now_is: "It is", "Son las";
    late: "Late deliveries", "Entregas con retraso";
    late_none: "Every delivery is on time", "Todas las entregas van a tiempo";
    overdue: "Overdue", "Atrasado";
    overdue_none: "No batch or order is overdue", "Ninguna tanda ni pedido va con retraso";
    expiring: "About to expire", "A punto de caducar";
    expiring_none: "Nothing expires within two days", "Nada caduca en dos días";
    oven: "In production", "En producción";
    oven_none: "Nothing is being made at the moment", "No se está elaborando nada ahora";
    road: "On the road", "En ruta";
    road_none: "No van is on the road", "Ninguna furgoneta está en ruta";
    next: "Coming up", "Próximamente";
    next_none: "Nothing is planned", "No hay nada previsto";
    alerts: "Alerts", "Avisos";
    alerts_none: "No open alert", "Ningún aviso abierto";
    late_by: "late by", "retraso de";
    overdue_by: "overdue by", "atrasado";
    expires_in: "expires in", "caduca en";
    expired_ago: "expired for", "caducado hace";
    since: "for", "desde hace";
    in_time: "in", "en";
    next_stop: "Next stop", "Próxima parada";
    to_go: "stops to go", "paradas pendientes";
    hidden: "Your role does not see this", "Tu rol no ve esto";
    to_start: "should have started", "debía empezar";
    to_end: "should have ended", "debía terminar";
    due: "due at", "entrega a las";
    one_place: "place", "local";
    to_deliver: "should be delivered", "debía entregarse";

    sales: "Sales, thirteen weeks", "Ventas, trece semanas";
    sales_lead: "Units a day, with the forecast and its bounds a week ahead", "Unidades al día, con la previsión y sus límites a una semana";
    sales_empty: "There are no sales yet", "Todavía no hay ventas";
    sold: "Sold", "Vendido";
    forecast: "Forecast", "Previsión";
    bounds: "Bounds", "Límites";
    lower: "Lower bound", "Límite inferior";
    upper: "Upper bound", "Límite superior";
    day: "Day", "Día";
    revenue_yesterday: "Revenue yesterday", "Ingresos de ayer";
    revenue_week: "Revenue, last 7 days", "Ingresos, últimos 7 días";
    against_before: "against the week before", "frente a la semana anterior";
    production: "Production plan", "Plan de producción";
    production_none: "No batch is planned today", "No hay tandas previstas hoy";
    purchases: "Purchase orders", "Pedidos de compra";
    purchases_none: "No purchase order is open", "Ningún pedido de compra abierto";
    stock: "Stock", "Existencias";
    stock_none: "There is no stock", "No hay existencias";
    below: "below reorder point", "bajo el punto de pedido";
    on_hand: "On hand", "Disponible";
    reorder_point: "Reorder point", "Punto de pedido";
    ingredient: "Ingredient", "Ingrediente";
    batch: "Batch", "Tanda";
    start: "Start", "Inicio";
    end: "End", "Fin";
    quantity: "Quantity", "Cantidad";
    supplier: "Supplier", "Proveedor";
    expected: "Expected", "Prevista";
    total: "Total", "Total";
    number: "Number", "Número";
    latest_run: "Latest run", "Última ejecución";
    runs_none: "Nothing has run yet", "Todavía no se ha ejecutado nada";
    step: "Step", "Paso";
    items: "Items", "Elementos";
    duration: "Duration", "Duración";
    chain: "The chain", "La cadena";
    four_weeks: "Four weeks", "Cuatro semanas";
    place: "Place", "Local";

    map_title: "Delivery map", "Mapa de reparto";
    map_lead: "Where the vans are now, by the plan and the stops they have made", "Dónde están ahora las furgonetas, según el plan y las paradas hechas";
    map_none: "There is no delivery route today", "Hoy no hay rutas de reparto";
    route: "Route", "Ruta";
    stop: "Stop", "Parada";
    customer: "Customer", "Cliente";
    window: "Window", "Franja";
    planned: "Planned", "Prevista";
    arrived: "Arrived", "Llegada";
    load: "Load", "Carga";
    crates: "crates", "cajas";
    depot: "Bakery", "Obrador";
    van_between: "Between", "Entre";
    van_at: "At", "En";
    starts: "starts at", "sale a las";
    stops: "stops", "paradas";
    where_vans: "Where the vans are", "Dónde están las furgonetas";
    now: "now", "ahora";
    and: "and", "y";
    done: "delivered", "entregada";
    pending: "to come", "pendiente";
    later: "later", "más tarde";

    tables: "All data", "Todos los datos";
    tables_lead: "Every table of every service that your role sees", "Todas las tablas de todos los servicios que ve tu rol";
    elsewhere: "This service runs elsewhere, and its rows are not here.", "Este servicio se ejecuta en otro lugar y sus filas no están aquí.";
    table_none: "There is no row", "No hay filas";
    table_none_filtered: "No row fits these filters", "Ninguna fila cumple estos filtros";
    filter: "Filter", "Filtrar";
    filter_column: "Column", "Columna";
    filter_operator: "Condition", "Condición";
    filter_value: "Value", "Valor";
    filters_clear: "Show all rows", "Mostrar todas las filas";
    filter_remove: "Remove filter", "Quitar el filtro";
    op_eq: "is", "es";
    op_ne: "is not", "no es";
    op_like: "contains", "contiene";
    op_gte: "at least", "al menos";
    op_lte: "at most", "como máximo";
    op_gt: "more than", "más de";
    op_lt: "less than", "menos de";
    op_in: "one of", "uno de";
    next_page: "Next page", "Página siguiente";
    first_page: "First page", "Primera página";
    sort_by: "Sort by", "Ordenar por";
    add: "Add a row", "Añadir una fila";
    edit: "Edit", "Editar";
    save: "Save", "Guardar";
    cancel: "Cancel", "Cancelar";
    delete: "Delete", "Eliminar";
    delete_ask: "Delete this row? What belongs to it goes with it.", "¿Eliminar esta fila? Lo que le pertenece se va con ella.";
    saved: "Saved", "Guardado";
    deleted: "Deleted", "Eliminado";
    referenced_by: "Belongs to it", "Le pertenece";
    row_id: "ID, for the API", "ID, para la API";
    hint_zone: "Time in", "Hora de";
    hint_lines: "One a line", "Uno por línea";
    hint_json: "Keep the form that it has", "Conserva la forma que tiene";
    look_up: "Look it up in", "Búscalo en";
    json_wrong: "Something is missing here, such as a quotation mark or a bracket", "Aquí falta algo, como unas comillas o un corchete";
    sum_wrong: "Does not add up", "No cuadra";
    sum_of_lines: "but its lines come to", "pero sus líneas suman";
    sum_look: "Look at it", "Verlo";
    choose: "Choose…", "Elige…";

    session_title: "Your demo session", "Tu sesión de demostración";
    session_made: "Made", "Creada";
    session_ends: "Ends", "Termina";
    session_how: "How it was made", "Cómo se creó";
    extend_lead: "Gives the demo its full time again, from now.", "Da de nuevo a la demo todo su tiempo, desde ahora.";
    extended: "The demo has its full time again", "La demo tiene de nuevo todo su tiempo";
    reset: "Reset", "Restablecer";
    reset_title: "Reset the demo", "Restablecer la demo";
    reset_lead: "Brings every row of every service back to the first moment of this demo.", "Devuelve cada fila de cada servicio al primer momento de esta demo.";
    reset_lost: "Lost: whatever you and the other users changed, added or deleted.", "Se pierde: todo lo que tú y los demás usuarios habéis cambiado, añadido o eliminado.";
    reset_stays: "Stays: addresses of rows, log-ins and password, and the time that is left.", "Se queda: las direcciones de las filas, los accesos, la contraseña y el tiempo que falta.";
    reset_done: "Everything is as it was", "Todo está como al principio";
    end_demo: "End the demo", "Terminar la demo";
    end_lead: "Removes every row of this demo from all services, at once and for good.", "Elimina todas las filas de esta demo de todos los servicios, ahora y para siempre.";
    end_lost: "Lost: all data, all users and their password, in every browser that is logged in.", "Se pierde: todos los datos, todos los usuarios y su contraseña, en cada navegador que haya entrado.";
    end_stays: "Stays: a receipt, which says how many rows were removed from where.", "Se queda: un recibo que dice cuántas filas se eliminaron y de dónde.";
    switch_user: "Switch user", "Cambiar de usuario";
    switch_lead: "See the bakery as each role does.", "Mira la panadería como la ve cada rol.";
    switch_to: "See it as", "Verla como";
    current: "current", "actual";
    credentials: "Credentials", "Credenciales";
    credentials_lead: "One password for all users of this demo. It dies with the demo.", "Una contraseña para todos los usuarios de esta demo. Muere con ella.";
    password: "Password", "Contraseña";
    copy: "Copy", "Copiar";
    copied: "Copied", "Copiado";
    only_owner: "Only the owner of the demo may do this.", "Solo la persona propietaria de la demo puede hacerlo.";
    log_out: "Leave this browser", "Salir de este navegador";

    over_title: "This demo has ended", "Esta demo ha terminado";
    over_lead: "Its time was over, and every row of it has been removed. Thank you for looking around.", "Se acabó su tiempo y se han eliminado todas sus filas. Gracias por tu visita.";
    no_demo_title: "There is no demo in this browser", "No hay ninguna demo en este navegador";
    no_demo_lead: "Start one: it takes a moment and needs no registration.", "Empieza una: tarda un momento y no necesita registro.";
    over_new: "Start a new demo", "Empezar otra demo";
    receipt_title: "The demo is gone", "La demo ya no existe";
    receipt_lead: "This is what was removed, and from where.", "Esto es lo que se eliminó, y de dónde.";
    removed: "Rows removed", "Filas eliminadas";

    login_title: "Log in to a demo", "Entrar en una demo";
    login_submit: "Log in", "Entrar";
    login_wrong: "There is no such user, or the password is another.", "No existe ese usuario o la contraseña es otra.";

    operator_title: "Operator", "Operación";
    operator_token: "Operator's token", "Token de operación";
    operator_wrong: "This is not the operator's token.", "Ese no es el token de operación.";
    sessions: "Sessions", "Sesiones";
    sessions_none: "No session yet", "Todavía no hay sesiones";
    profile: "Profile", "Perfil";
    age: "Age", "Antigüedad";
    expires: "Expires", "Caduca";
    creation_times: "Creation times", "Tiempos de creación";
    creation_none: "Nothing has been made yet", "Todavía no se ha creado nada";
    service_times: "Median by service", "Mediana por servicio";
    failures: "Failures of the last day", "Fallos del último día";
    failures_none: "None", "Ninguno";
    backlog: "Clean-up backlog", "Limpieza pendiente";
    backlog_waiting: "waiting", "en espera";
    backlog_removing: "being removed", "eliminándose";
    protect: "Protect", "Proteger";
    unprotect: "Unprotect", "Desproteger";
    protected: "protected", "protegida";
    end_it: "End", "Terminar";
    end_ask: "Ends this demo for its user and removes its rows", "Termina esta demo para su usuario y elimina sus filas";
    end_now: "End it now", "Terminarla ya";
    actions: "Actions", "Acciones";
    log_out_operator: "Log out", "Salir";
    count: "Sessions", "Sesiones";
    cause: "Cause", "Causa";
    last: "Last", "Último";

    error_title: "This did not work", "No ha funcionado";
    error_lead: "Go back and try again.", "Vuelve atrás e inténtalo de nuevo.";
    error_busy: "The demo is busy at this moment. Please try again.", "La demo está ocupada en este momento. Inténtalo de nuevo.";
    error_missing: "There is nothing at this address", "No hay nada en esta dirección";
    error_missing_lead: "It may have been removed, or never been here.", "Puede que se haya eliminado o que nunca haya existido.";
    error_forbidden: "Your role does not allow this", "Tu rol no lo permite";
    error_forbidden_lead: "Switch to a user whose role does.", "Cambia a un usuario cuyo rol lo permita.";
    error_many: "Too many requests", "Demasiadas peticiones";
    error_many_lead: "Please wait a moment and try again.", "Espera un momento e inténtalo de nuevo.";
    error_form: "This form is not from this page, or is too old", "Este formulario no es de esta página o es demasiado antiguo";
    error_form_lead: "Load the page again and repeat what you did.", "Vuelve a cargar la página y repite lo que hiciste.";
    error_limit: "The demo cannot live longer", "La demo no puede durar más";
    error_referenced: "Other rows point at this one", "Otras filas apuntan a esta";
    error_referenced_lead: "Remove or change those rows first.", "Elimina o cambia antes esas filas.";
    back: "Back to today", "Volver a hoy";
}
