//! What pages say in place of what was asked for.

super::texts! {
    title: "This did not work", "No ha funcionado";
    lead: "Go back and try again.", "Vuelve atrás e inténtalo de nuevo.";
    busy: "The demo is busy at this moment. Please try again.", "La demo está ocupada en este momento. Inténtalo de nuevo.";
    missing: "There is nothing at this address", "No hay nada en esta dirección";
    missing_lead: "It may have been removed, or never been here.", "Puede que se haya eliminado o que nunca haya existido.";
    forbidden: "Your role does not allow this", "Tu rol no lo permite";
    forbidden_lead: "Switch to a user whose role does.", "Cambia a un usuario cuyo rol lo permita.";
    many: "Too many requests", "Demasiadas peticiones";
    many_lead: "Please wait a moment and try again.", "Espera un momento e inténtalo de nuevo.";
    form: "This form is not from this page, or is too old", "Este formulario no es de esta página o es demasiado antiguo";
    form_lead: "Load the page again and repeat what you did.", "Vuelve a cargar la página y repite lo que hiciste.";
    limit: "The demo cannot live longer", "La demo no puede durar más";
    referenced: "Other records need this one", "Otros registros necesitan este";
    referenced_lead: "Remove or change those first.", "Elimina o cambia antes esos registros.";
}
