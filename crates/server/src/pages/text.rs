//! What pages say, in each language. A text stands in both or the program does not compile.

mod error;
mod operator;

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

// A theme that has many texts has a file of its own, and is a field here.
macro_rules! texts {
    ($([$($theme:ident),*])? $($name:ident: $en:literal, $es:literal;)*) => {
        /// All texts of a language.
        pub struct Texts { $($(pub $theme: &'static $theme::Texts,)*)? $(pub $name: &'static str,)* }
        pub(super) static EN: Texts = Texts { $($($theme: &$theme::EN,)*)? $($name: $en,)* };
        pub(super) static ES: Texts = Texts { $($($theme: &$theme::ES,)*)? $($name: $es,)* };
    };
}
use texts;

texts! {
    [error, operator]

    brand: "Demo bakery", "Panadería de demostración";
    skip: "Skip to content", "Ir al contenido";
    theme: "Theme", "Tema";
    theme_light: "Light", "Claro";
    theme_dark: "Dark", "Oscuro";
    yes: "Yes", "Sí";
    no: "No", "No";
    all: "All", "Todo";
    menu: "Menu", "Menú";
    everything: "Everything", "Todo";
    may_read: "see", "ver";
    may_write: "change", "cambiar";
    unseen: "not shown to your role", "tu rol no lo ve";
    numbers: "The same in numbers", "Lo mismo en números";

    launch_title: "Run a bakery for", "Lleva una panadería durante";
    half_hour: "half an hour", "media hora";
    one_hour: "an hour", "una hora";
    launch_lead: "A bakery of your own to look around in: ovens, stock, orders, vans and sales, on a day that is happening now. No registration, and ready at once.", "Una panadería solo para ti: hornos, existencias, pedidos, reparto y ventas, en un día que está pasando ahora. Sin registrarse y lista al momento.";
    launch_behind: "Behind it:", "Detrás:";
    launch_behind_services: "services, all filled at the same time within milliseconds.", "servicios, que se llenan a la vez en milisegundos.";
    launch_choose: "Choose a bakery", "Elige una panadería";
    launch_email: "E-mail", "Correo electrónico";
    launch_email_hint: "Shown in your demo, and to whoever runs this service. Nothing is sent.", "Se muestra en tu demo y a quien gestiona este servicio. No se envía nada.";
    launch_company: "Company name", "Nombre de la empresa";
    launch_tier: "Subscription plan", "Plan de suscripción";
    launch_tier_own: "The bakery’s own", "El de la panadería";
    launch_tier_one: "for one bakery", "para una panadería";
    launch_tier_chain: "for several places", "para varios locales";
    launch_tier_hint: "The plan’s name that the demo shows. Everything works with each.", "El nombre del plan que muestra la demo. Con todos funciona todo.";
    launch_date: "Day and time of the demo", "Día y hora de la demo";
    launch_date_hint: "In the bakery’s own time. Left empty, the day is today and the time is now.", "En la hora de la panadería. Si lo dejas vacío, es hoy y ahora.";
    launch_optional: "optional", "opcional";
    launch_more: "More options", "Más opciones";
    launch_start: "Start the demo", "Empezar la demo";
    launch_bad: "Please check the marked fields", "Revisa los campos marcados";
    launch_open: "A demo is open in this browser.", "Hay una demo abierta en este navegador.";
    launch_continue: "Continue with it", "Seguir con ella";
    launch_none: "No demo can be started at the moment: no profile is being served.", "Ahora no se puede empezar ninguna demo: no se sirve ningún perfil.";
    launch_login: "Log in with demo credentials", "Entrar con credenciales de demo";
    rows: "records", "registros";
    one_row: "record", "registro";
    launch_rows: "records: sales, orders, stock and more", "registros: ventas, pedidos, existencias y más";
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
    progress_in_it: "Inside are", "Dentro hay";
    progress_such_as: ", from recipes and stock to orders and sales. Look at them and change them as you like: they are yours alone.", ", de recetas y existencias a pedidos y ventas. Míralos y cámbialos sin miedo: son solo tuyos.";
    progress_all_at_once: "Each line is a part of the bakery, kept by a service of its own. All were filled at the same time, each completely or not at all. A thousand ms are a second.", "Cada línea es una parte de la panadería, a cargo de un servicio propio. Todas se llenaron a la vez, cada una por completo o nada. Mil ms son un segundo.";
    progress_enter: "Open the bakery", "Abrir la panadería";
    progress_waiting: "Waiting", "Esperando";
    progress_recorded: "Demo noted", "Demo anotada";
    service: "Service", "Servicio";
    state: "State", "Estado";
    records: "Records", "Registros";
    milliseconds: "Milliseconds", "Milisegundos";
    waterfall: "Where the time went", "En qué se fue el tiempo";

    nav: "Main", "Principal";
    nav_today: "Today", "Hoy";
    nav_map: "Delivery map", "Mapa de reparto";
    nav_deliveries: "Deliveries", "Entregas";
    nav_runs: "Planning", "Planificación";
    nav_data: "Data", "Datos";
    banner_demo: "Demo", "Demo";
    banner_left: "left", "restantes";
    banner_protected: "kept by an operator", "conservada por un operador";
    banner_extend: "Extend", "Más tiempo";
    banner_session: "Session", "Sesión";
    banner_as: "as", "como";

    today: "Today", "Hoy";
    now_is: "It is", "Son las";
    overdue_begin: "to be started", "por empezar";
    overdue_finish: "to be finished", "por terminar";
    late: "Late deliveries", "Entregas con retraso";
    late_none: "Nothing is late now", "Ahora no hay nada con retraso";
    overdue: "Overdue", "Atrasado";
    overdue_batch: "Overdue", "Con retraso";
    overdue_none: "No batch or order is overdue", "Ninguna hornada ni pedido va con retraso";
    overdue_none_batches: "No batch is overdue", "Ninguna hornada va con retraso";
    overdue_none_orders: "No order is overdue", "Ningún pedido va con retraso";
    overdue_work: "Overdue batches and orders", "Hornadas y pedidos con retraso";
    expiring: "About to expire", "A punto de caducar";
    expiring_none: "Nothing expires within two days", "Nada caduca en dos días";
    oven: "In production", "En producción";
    oven_none: "Nothing is being made at the moment", "No se está elaborando nada ahora";
    road: "On the road", "En ruta";
    road_none: "No van is on the road", "Ninguna furgoneta está en ruta";
    planned_at: "planned at", "prevista a las";
    promised_by: "promised by", "prometido para las";
    expected_about: "Expected about", "Se espera hacia las";
    behind_plan: "behind plan", "más tarde de lo previsto";
    on_board: "On board", "A bordo";
    out_of: "of", "de";
    driven_by: "driven by", "conduce";
    on_way_back: "On the way back", "De vuelta al obrador";
    not_left: "Has not left yet", "Todavía no ha salido";
    to_leave: "should have left at", "debía salir a las";
    incoming: "Coming from the central bakery", "Llega del obrador central";
    incoming_none: "The central bakery brings nothing more in these hours", "El obrador central no trae nada más en estas horas";
    incoming_earlier: "Earlier deliveries", "Entregas anteriores";
    incoming_comes: "Comes at", "Llega a las";
    incoming_came: "Came at", "Llegó a las";
    incoming_unnoted: "Came, and nobody noted when", "Llegó, y nadie anotó cuándo";
    incoming_due: "Was due at", "Debía llegar a las";
    incoming_failed: "Could not be delivered at", "No se pudo entregar a las";
    at_door: "At your door", "En la puerta";
    is_late: "Late", "Con retraso";
    not_delivered: "Not delivered", "No entregada";
    yours_next: "your stop is next", "la siguiente parada es la tuya";
    one_before: "one stop before yours", "una parada antes de la tuya";
    many_before: "stops before yours", "paradas antes de la tuya";
    due_within: "due within", "a más tardar en";
    next: "Coming up", "Próximamente";
    next_none: "No batch or order is to come", "No hay hornadas ni pedidos pendientes";
    next_none_batches: "No batch is to come", "No hay hornadas pendientes";
    next_none_orders: "No order is to come", "No hay pedidos pendientes";
    alerts: "Alerts", "Avisos";
    alerts_none: "No open alert", "Ningún aviso abierto";
    settled: "Settled", "Ya no ocurre";
    alert_late_delivery: "Late delivery", "Entrega con retraso";
    alert_overdue_batch: "Overdue batch", "Hornada atrasada";
    alert_expiring_stock: "About to expire", "A punto de caducar";
    alert_low_stock: "Running low", "Quedan pocas existencias";
    alert_equipment: "Service of equipment", "Revisión de equipo";
    alert_demand_peak: "Peak in demand", "Pico de demanda";
    alert_route: "Delivery route", "Ruta de reparto";
    late_by: "late by", "retraso de";
    came_late: "came late by", "llegó con un retraso de";
    overdue_by: "overdue by", "atrasado";
    expires_in: "expires in", "caduca en";
    expired_ago: "expired for", "caducado hace";
    remaining: "left", "restantes";
    lot: "lot", "lote";
    since: "for", "desde hace";
    in_time: "in", "en";
    next_stop: "Next stop", "Próxima parada";
    one_to_go: "stop to go", "parada pendiente";
    to_go: "stops to go", "paradas pendientes";
    more: "more", "más";
    hidden: "Your role does not see this", "Tu rol no ve esto";
    to_start: "should have started", "debía empezar";
    to_end: "should have ended", "debía terminar";
    one_place: "place", "local";

    sales: "Sales, thirteen weeks", "Ventas, trece semanas";
    sales_lead: "Units a day, with the forecast and its likely range a week ahead", "Unidades al día, con la previsión y su margen probable a una semana";
    sales_lead_alone: "Units a day", "Unidades al día";
    sold: "Sold", "Vendido";
    so_far: "so far", "hasta ahora";
    forecast: "Forecast", "Previsión";
    bounds: "Likely range", "Margen probable";
    lower: "At least", "Al menos";
    upper: "At most", "Como mucho";
    day: "Day", "Día";
    revenue_yesterday: "Revenue yesterday", "Ingresos de ayer";
    revenue_week: "Revenue, last 7 days", "Ingresos, últimos 7 días";
    against_before: "against the week before", "frente a la semana anterior";
    production: "Production plan", "Plan de producción";
    production_none: "No batch is planned", "No hay hornadas previstas";
    purchases: "Purchase orders", "Pedidos de compra";
    purchases_none: "Nothing has been ordered", "No se ha pedido nada";
    stock: "Stock", "Existencias";
    stock_none: "Nothing is left in stock", "No queda nada en existencias";
    low: "Low", "Queda poco";
    below: "Reorder", "Hay que pedir";
    on_order_due: "On order, due", "Pedido, llega";
    on_order_was_due: "On order, was due", "Pedido, debía llegar";
    on_hand: "On hand", "Disponible";
    reorder_point: "Reorder below", "Pedir por debajo de";
    in_stock: "What", "Qué";
    batch: "Batch", "Hornada";
    start: "Start", "Inicio";
    end: "End", "Fin";
    quantity: "Quantity", "Cantidad";
    supplier: "Supplier", "Proveedor";
    expected: "Expected", "Prevista";
    total: "Total", "Total";
    number: "Number", "Número";
    latest_run: "Latest planning", "Última planificación";
    runs_none: "Nothing has been planned yet", "Todavía no se ha planificado nada";
    runs_none_outlet: "The central bakery plans for this shop", "El obrador central planifica para esta tienda";
    run_schedule: "Scheduled planning", "Planificación programada";
    run_manual: "Planning on request", "Planificación a petición";
    run_event: "Planning after a change", "Planificación tras un cambio";
    step_sales: "Close yesterday’s sales", "Cerrar las ventas de ayer";
    step_forecasting: "Forecast demand", "Prever la demanda";
    step_production: "Plan batches", "Planificar las hornadas";
    step_procurement: "Review purchases", "Revisar las compras";
    step_inventory: "Review stock", "Revisar las existencias";
    step_orders: "Plan delivery routes", "Planificar el reparto";
    step: "Step", "Paso";
    items: "Done", "Hechos";
    duration: "Duration", "Duración";
    chain: "The chain", "La cadena";
    central: "Central bakery", "Obrador central";
    whole_chain: "The whole chain", "Toda la cadena";
    nothing_here: "There is nothing of today that you can see here", "No hay nada de hoy que puedas ver aquí";
    four_weeks: "Four weeks", "Cuatro semanas";
    place: "Place", "Local";

    map_title: "Delivery map", "Mapa de reparto";
    map_lead: "Where the vans are now, by the plan and the stops they have made", "Dónde están ahora las furgonetas, según el plan y las paradas hechas";
    map_codes: "Names and times stand below, by their number.", "Los nombres y las horas están debajo, por su número.";
    map_none: "No van drives today", "Hoy no sale ninguna furgoneta";
    map_no_vans: "This shop has no vans of its own", "Esta tienda no tiene furgonetas propias";
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
    one_stop: "stop", "parada";
    starts: "starts at", "sale a las";
    stops: "stops", "paradas";
    where_vans: "Where the vans are", "Dónde están las furgonetas";
    and: "and", "y";
    done: "Delivered", "Entregada";
    pending: "To come", "Pendiente";
    vehicle: "Van", "Furgoneta";
    arrival: "Arrival", "Llegada";

    tables: "All data", "Todos los datos";
    tables_lead: "Every list of every service that your role sees", "Todas las listas de todos los servicios que ve tu rol";
    elsewhere: "This service runs elsewhere, and its records are not here.", "Este servicio funciona en otro lugar y sus registros no están aquí.";
    table_none: "There is no record", "No hay registros";
    table_none_filtered: "No record fits these filters", "Ningún registro cumple estos filtros";
    filter: "Filter", "Filtrar";
    filter_operator: "Condition", "Condición";
    filters_clear: "Show all records", "Mostrar todos los registros";
    filter_remove: "Remove filter", "Quitar el filtro";
    op_eq: "is", "es";
    op_ne: "is not", "no es";
    op_like: "contains", "contiene";
    op_gte: "at least", "al menos";
    op_lte: "at most", "como máximo";
    op_gt: "more than", "más de";
    op_lt: "less than", "menos de";
    op_in: "one of", "uno de";
    op_on: "on", "el";
    op_from: "from", "desde";
    op_until: "until", "hasta";
    op_before: "before", "antes de";
    without: "Without", "Sin";
    filter_name: "Part of a name or a number", "Parte de un nombre o un número";
    filter_no_match: "Nothing is called so", "Nada se llama así";
    filter_many: "Too many are called so: write more of the name", "Demasiados se llaman así: escribe más del nombre";
    filter_number: "Write a number such as 12.50", "Escribe un número como 12,50";
    filter_whole: "Write a whole number", "Escribe un número entero";
    filter_date: "Choose a date", "Elige una fecha";
    next_page: "Next page", "Página siguiente";
    first_page: "First page", "Primera página";
    sort_by: "Sort by", "Ordenar por";
    add: "Add a record", "Añadir un registro";
    edit: "Edit", "Editar";
    save: "Save", "Guardar";
    cancel: "Cancel", "Cancelar";
    delete: "Delete", "Eliminar";
    delete_ask: "Delete this record?", "¿Eliminar este registro?";
    delete_with: "With it go", "Con él se van";
    delete_kept: "It cannot be deleted while other records name it", "No se puede eliminar mientras otros registros lo nombren";
    saved: "Saved", "Guardado";
    deleted: "Deleted", "Eliminado";
    referenced_by: "Where it is used", "Dónde se usa";
    row_id: "Record ID", "ID del registro";
    hint_zone: "Time in", "Hora de";
    hint_lines: "One a line", "Uno por línea";
    hint_json: "Change the words and numbers, and leave the brackets and quotation marks", "Cambia las palabras y los números, y deja los corchetes y las comillas";
    hint_json_others: "Written as other records have it", "Escrito como en otros registros";
    look_up: "Look it up in", "Búscalo en";
    not_yet: "Lies ahead. It is now", "Está por venir. Ahora son las";
    below_zero: "Is below zero", "Está por debajo de cero";
    not_above_zero: "Must be more than zero", "Debe ser mayor que cero";
    field_empty: "Fill this in", "Rellena este campo";
    field_choose: "Choose one", "Elige uno";
    field_fill_or: "Fill this in, or change", "Rellena este campo o cambia";
    fields_apart: "do not fit together: change one of them", "no encajan entre sí: cambia uno de ellos";
    field_apart: "Does not fit", "No encaja con";
    json_wrong: "Something is missing here, such as a quotation mark or a bracket", "Aquí falta algo, como unas comillas o un corchete";
    sum_wrong: "Does not add up", "No cuadra";
    sum_of_lines: "but its lines come to", "pero sus líneas suman";
    sum_look: "Look at it", "Verlo";
    choose: "Choose…", "Elige…";

    session_title: "Your demo session", "Tu sesión de demostración";
    session_made: "Started", "Empezada";
    session_ends: "Ends", "Termina";
    session_how: "How it was made", "Cómo se creó";
    extend_lead: "Gives the demo its full time again, from now.", "Da de nuevo a la demo todo su tiempo, desde ahora.";
    extended: "The demo has its full time again", "La demo tiene de nuevo todo su tiempo";
    reset: "Reset", "Restablecer";
    reset_title: "Reset the demo", "Restablecer la demo";
    reset_lead: "Brings every record of every service back to the first moment of this demo.", "Devuelve cada registro de cada servicio al primer momento de esta demo.";
    reset_lost: "Lost: whatever you and the other users changed, added or deleted.", "Se pierde: todo lo que tú y los demás usuarios habéis cambiado, añadido o eliminado.";
    reset_stays: "Stays: links, log-ins and password, and the time that is left.", "Se queda: los enlaces, los accesos, la contraseña y el tiempo que falta.";
    reset_done: "Everything is as it was", "Todo está como al principio";
    end_demo: "End the demo", "Terminar la demo";
    end_lead: "Removes every record of this demo from all services, at once and for good.", "Elimina todos los registros de esta demo de todos los servicios, ahora y para siempre.";
    end_lost: "Lost: all data, all users and their password, in every browser that is logged in.", "Se pierde: todos los datos, todos los usuarios y su contraseña, en cada navegador que haya entrado.";
    end_stays: "Stays: a receipt, which says how many records were removed from where.", "Se queda: un recibo que dice cuántos registros se eliminaron y de dónde.";
    switch_user: "Switch user", "Cambiar de usuario";
    switch_lead: "See the bakery as each role does.", "Mira la panadería como la ve cada rol.";
    switch_to: "View as", "Ver como";
    current: "Current", "Actual";
    credentials: "Log-in", "Acceso";
    credentials_lead: "One password for all users of this demo. It stops working when the demo ends.", "Una contraseña para todos los usuarios de esta demo. Deja de valer cuando termina.";
    password: "Password", "Contraseña";
    log_in_at: "Address", "Dirección";
    copy: "Copy", "Copiar";
    copied: "Copied", "Copiado";
    only_owner: "Only the owner of the demo may do this.", "Solo la persona propietaria de la demo puede hacerlo.";
    log_out: "Log out on this browser", "Cerrar la sesión en este navegador";

    over_title: "This demo has ended", "Esta demo ha terminado";
    over_lead: "Its time was over, or somebody ended it, and all of it has been removed. Thank you for looking around.", "Se acabó su tiempo o alguien la terminó, y se ha eliminado todo lo suyo. Gracias por tu visita.";
    no_demo_title: "There is no demo in this browser", "No hay ninguna demo en este navegador";
    no_demo_lead: "Start one: it takes a moment and needs no registration.", "Empieza una: tarda un momento y no necesita registro.";
    over_new: "Start a new demo", "Empezar otra demo";
    receipt_title: "The demo is gone", "La demo ya no existe";
    receipt_lead: "This is what was removed, and from where.", "Esto es lo que se eliminó, y de dónde.";
    removed: "Records removed", "Registros eliminados";

    login_title: "Log in to a demo", "Entrar en una demo";
    login_submit: "Log in", "Entrar";
    login_wrong: "The e-mail or the password is wrong", "El correo o la contraseña no son correctos";

    back: "Back to today", "Volver a hoy";
}
