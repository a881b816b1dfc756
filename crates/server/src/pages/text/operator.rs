//! What the operator's page says.

super::texts! {
    title: "Operator", "Operación";
    token: "Operator's token", "Token de operación";
    wrong: "This is not the operator's token.", "Ese no es el token de operación.";
    sessions: "Sessions", "Sesiones";
    sessions_none: "No session yet", "Todavía no hay sesiones";
    sessions_none_filtered: "No session is in this state", "Ninguna sesión está en este estado";
    profile: "Profile", "Perfil";
    age: "Age", "Antigüedad";
    expires: "Expires", "Caduca";
    kept: "Kept", "Conservada";
    creation_times: "Creation times", "Tiempos de creación";
    creation_none: "Nothing has been made yet", "Todavía no se ha creado nada";
    service_times: "Median by service", "Mediana por servicio";
    failures: "Failures of the last day", "Fallos del último día";
    failures_none: "None", "Ninguno";
    backlog: "Clean-up backlog", "Limpieza pendiente";
    backlog_waiting: "of them waiting", "de ellas en espera";
    backlog_removing: "sessions to be removed", "sesiones por eliminar";
    protect: "Protect", "Proteger";
    unprotect: "Unprotect", "Desproteger";
    protected: "Protected", "Protegida";
    end_it: "End", "Terminar";
    end_ask: "Ends this demo for its user and removes its records", "Termina esta demo para su usuario y elimina sus registros";
    end_now: "End it now", "Terminarla ya";
    actions: "Actions", "Acciones";
    log_out: "Log out", "Salir";
    count: "Sessions", "Sesiones";
    cause: "Cause", "Causa";
    last: "Last", "Último";
}
