//! Every address of the office and who may use it. The router is built from this table, and the tests walk it as every
//! kind of user, so that a new page cannot be forgotten.

use super::guard::Access;
use super::settings::{company, licences, mail, policies};
use super::{
    Web, account, assets, confirm, delivery, forgotten, groups, history, home, journal, link, long_work, places,
    sign_in, terminals, users,
};
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_store::grants::{Bound, Kind};

/// One address with one method.
pub struct Route {
    /// GET also answers HEAD.
    pub method: Method,
    /// As axum writes paths.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    /// What the first parameter of its path names, which must be there for the reader; `None`: nothing that grants
    /// decide about.
    pub bound: Option<Bound>,
    /// What answers.
    pub handler: MethodRouter<Web>,
}

impl Route {
    /// The same, about what its first parameter names.
    fn of(self, bound: Bound) -> Self {
        Self { bound: Some(bound), ..self }
    }
}

/// The addresses of what can be looked at, as axum writes paths. Browser tests walk them.
pub fn readable() -> Vec<&'static str> {
    table().into_iter().filter(|route| route.method == Method::GET).map(|route| route.path).collect()
}

/// All of them.
pub fn table() -> Vec<Route> {
    use Access::{Anyone, SignedIn};
    let read_users = Access::Area(OfficeArea::Users, Level::Read);
    let edit_users = Access::Area(OfficeArea::Users, Level::Edit);
    let [read_groups, edit_groups] =
        [Level::Read, Level::Edit].map(|level| Access::Area(OfficeArea::UserGroups, level));
    let [read_salepoints, edit_salepoints] =
        [Level::Read, Level::Edit].map(|level| Access::Area(OfficeArea::Salepoints, level));
    let [read_stores, edit_stores] = [Level::Read, Level::Edit].map(|level| Access::Area(OfficeArea::Stores, level));
    let [read_licences, edit_licences] =
        [Level::Read, Level::Edit].map(|level| Access::Area(OfficeArea::Licences, level));
    let [pick_for_salepoints, pick_for_stores] = [
        Access::Areas(&[(OfficeArea::Salepoints, Level::Edit), (OfficeArea::Users, Level::Read)]),
        Access::Areas(&[(OfficeArea::Stores, Level::Edit), (OfficeArea::Users, Level::Read)]),
    ];
    let [read_terminals, edit_terminals] =
        [Level::Read, Level::Edit].map(|level| Access::Area(OfficeArea::Terminals, level));
    let read_journal = Access::Area(OfficeArea::Journal, Level::Read);
    let [read_policies, edit_policies] =
        [Level::Read, Level::Edit].map(|level| Access::Area(OfficeArea::Policies, level));
    let [see_access, change_access] = [
        Access::Areas(&[(OfficeArea::Users, Level::Read), (OfficeArea::Licences, Level::Read)]),
        Access::Areas(&[(OfficeArea::Users, Level::Read), (OfficeArea::Licences, Level::Edit)]),
    ];
    let invite_users = Access::Areas(&[(OfficeArea::Users, Level::Edit), (OfficeArea::Licences, Level::Edit)]);
    let read = |path, access, handler| Route { method: Method::GET, path, access, bound: None, handler };
    let send = |path, access, handler| Route { method: Method::POST, path, access, bound: None, handler };
    let [salepoint, store] = [Kind::Salepoints, Kind::Stores].map(Bound::Place);
    let [to_give_salepoint, to_give_store] = [Kind::Salepoints, Kind::Stores].map(Bound::ToGive);
    let upload = DefaultBodyLimit::max(users::import::MOST_BODY_BYTES);
    vec![
        read("/assets/{hash}/{name}", Anyone, get(assets::asset)),
        read("/sign-in", Anyone, get(sign_in::show)),
        send("/sign-in", Anyone, post(sign_in::sign_in)),
        read("/sign-in/forgotten", Anyone, get(forgotten::show)),
        send("/sign-in/forgotten", Anyone, post(forgotten::ask)),
        read("/sign-in/link/{token}", Anyone, get(link::show)),
        send("/sign-in/link/{token}", Anyone, post(link::sign_in)),
        read("/sign-in/confirm/{token}", Anyone, get(confirm::show)),
        send("/sign-in/confirm/{token}", Anyone, post(confirm::confirm)),
        read("/", SignedIn, get(home::home)),
        send("/sign-out", SignedIn, post(account::sign_out)),
        send("/sign-out-everywhere", SignedIn, post(account::sign_out_everywhere)),
        read("/account", SignedIn, get(account::show)),
        send("/account", SignedIn, post(account::save)),
        send("/account/appearance", SignedIn, post(account::appearance)),
        send("/account/language", SignedIn, post(account::language)),
        read("/working/{id}", SignedIn, get(long_work::show)),
        read("/working/{id}/part", SignedIn, get(long_work::part)),
        read("/users", read_users, get(users::list)),
        read("/users/{id}/history/{number}", read_users, get(history::of_user)),
        read("/users/{id}/delivery", read_users, get(delivery::show)),
        read("/users/{id}/delivery/part", read_users, get(delivery::part)),
        read("/users.csv", read_users, get(users::csv)),
        read("/users/bulk", edit_users, get(users::bulk::show)),
        send("/users/bulk", edit_users, post(users::bulk::save)),
        read("/users/bulk-changes", edit_users, get(users::bulk::recent)),
        read("/users/bulk-changes/{id}", edit_users, get(users::bulk::one)),
        send("/users/bulk-changes/{id}/undo", edit_users, post(users::bulk::undo)),
        read("/users/import", edit_users, get(users::import::show)),
        send("/users/import", edit_users, post(users::import::upload).layer(upload)),
        read("/users-template.csv", edit_users, get(users::import::template)),
        read("/users/import/{file}", edit_users, get(users::import::file)),
        send("/users/import/{file}", edit_users, post(users::import::confirm)),
        read("/users/import/{file}/part", edit_users, get(users::import::part)),
        send("/users/import/{file}/cancel", edit_users, post(users::import::cancel)),
        send("/users/layout", read_users, post(users::change_layout)),
        read("/users/new", edit_users, get(users::form::show)),
        send("/users/new", edit_users, post(users::form::act)),
        read("/users/new/salepoints", edit_users, get(users::form::show)),
        send("/users/new/salepoints", edit_users, post(users::form::act)),
        read("/users/new/stores", edit_users, get(users::form::show)),
        send("/users/new/stores", edit_users, post(users::form::act)),
        read("/users/new/office-access", invite_users, get(users::form::show)),
        send("/users/new/office-access", invite_users, post(users::form::act)),
        read("/users/{id}", read_users, get(users::form::show)),
        send("/users/{id}", edit_users, post(users::form::act)),
        read("/users/{id}/salepoints", read_users, get(users::form::show)),
        send("/users/{id}/salepoints", edit_users, post(users::form::act)),
        read("/users/{id}/stores", read_users, get(users::form::show)),
        send("/users/{id}/stores", edit_users, post(users::form::act)),
        read("/users/{id}/office-access", see_access, get(users::access::show)),
        send("/users/{id}/office-access", change_access, post(users::access::save)),
        read("/groups", read_groups, get(groups::list)),
        read("/groups.csv", read_groups, get(groups::export)),
        read("/groups/new", edit_groups, get(groups::new)),
        send("/groups/new", edit_groups, post(groups::add)),
        read("/groups/{id}", read_groups, get(groups::show)),
        send("/groups/{id}", edit_groups, post(groups::change)),
        read("/groups/{id}/history/{number}", read_groups, get(history::of_group)),
        read("/groups/{id}/delete", edit_groups, get(groups::ask_to_delete)),
        send("/groups/{id}/delete", edit_groups, post(groups::delete)),
        read("/salepoints", read_salepoints, get(places::list_salepoints)),
        read("/salepoints.csv", read_salepoints, get(places::export_salepoints)),
        read("/salepoints/new", edit_salepoints, get(places::new_salepoint)),
        send("/salepoints/new", edit_salepoints, post(places::add_salepoint)),
        read("/salepoints/{id}", read_salepoints, get(places::show_salepoint)).of(salepoint),
        read("/salepoints/{id}/history/{number}", read_salepoints, get(history::of_salepoint)).of(salepoint),
        read("/salepoints/{id}/edit", read_salepoints, get(places::edit_salepoint)).of(salepoint),
        send("/salepoints/{id}/edit", edit_salepoints, post(places::change_salepoint)).of(salepoint),
        read("/salepoints/{id}/users", edit_salepoints, get(places::show_salepoint_assistant)).of(to_give_salepoint),
        send("/salepoints/{id}/users", edit_salepoints, post(places::give_salepoint)).of(to_give_salepoint),
        read("/salepoints/{id}/users/pick", pick_for_salepoints, get(places::pick_for_salepoint)).of(to_give_salepoint),
        send("/salepoints/{id}/users/pick", pick_for_salepoints, post(places::picked_for_salepoint))
            .of(to_give_salepoint),
        read("/salepoints/{id}/close", edit_salepoints, get(places::ask_to_close_salepoint)).of(salepoint),
        send("/salepoints/{id}/close", edit_salepoints, post(places::close_salepoint)).of(salepoint),
        send("/salepoints/{id}/reopen", edit_salepoints, post(places::reopen_salepoint)).of(salepoint),
        send("/salepoints/{id}/undo-close", edit_salepoints, post(places::undo_closing_salepoint)).of(salepoint),
        read("/stores", read_stores, get(places::list_stores)),
        read("/stores.csv", read_stores, get(places::export_stores)),
        read("/stores/new", edit_stores, get(places::new_store)),
        send("/stores/new", edit_stores, post(places::add_store)),
        read("/stores/{id}", read_stores, get(places::show_store)).of(store),
        send("/stores/{id}", edit_stores, post(places::change_store)).of(store),
        read("/stores/{id}/history/{number}", read_stores, get(history::of_store)).of(store),
        read("/stores/{id}/users", edit_stores, get(places::show_store_assistant)).of(to_give_store),
        send("/stores/{id}/users", edit_stores, post(places::give_store)).of(to_give_store),
        read("/stores/{id}/users/pick", pick_for_stores, get(places::pick_for_store)).of(to_give_store),
        send("/stores/{id}/users/pick", pick_for_stores, post(places::picked_for_store)).of(to_give_store),
        read("/stores/{id}/close", edit_stores, get(places::ask_to_close_store)).of(store),
        send("/stores/{id}/close", edit_stores, post(places::close_store)).of(store),
        send("/stores/{id}/reopen", edit_stores, post(places::reopen_store)).of(store),
        send("/stores/{id}/undo-close", edit_stores, post(places::undo_closing_store)).of(store),
        read("/terminals", read_terminals, get(terminals::list)),
        read("/terminals.csv", read_terminals, get(terminals::csv)),
        read("/terminals/enrol", edit_terminals, get(terminals::form)),
        send("/terminals/enrol", edit_terminals, post(terminals::make)),
        send("/terminals/enrol/file", edit_terminals, post(terminals::as_file)),
        read("/terminals/enrol/{code}", edit_terminals, get(terminals::code)).of(Bound::EnrolCode),
        read("/terminals/enrol/{code}/part", edit_terminals, get(terminals::part)).of(Bound::EnrolCode),
        send("/terminals/enrol/{code}/again", edit_terminals, post(terminals::again)).of(Bound::EnrolCode),
        send("/terminals/enrol/{code}/cancel", edit_terminals, post(terminals::cancel)).of(Bound::EnrolCode),
        read("/terminals/{id}", read_terminals, get(terminals::show)).of(Bound::Terminal),
        send("/terminals/{id}/refresh", edit_terminals, post(terminals::refresh)).of(Bound::Terminal),
        send("/terminals/{id}/unlock", edit_terminals, post(terminals::unlock)).of(Bound::Terminal),
        read("/terminals/{id}/reload", edit_terminals, get(terminals::ask_to_reload)).of(Bound::Terminal),
        send("/terminals/{id}/reload", edit_terminals, post(terminals::reload)).of(Bound::Terminal),
        read("/terminals/{id}/move", edit_terminals, get(terminals::ask_to_move)).of(Bound::Terminal),
        send("/terminals/{id}/move", edit_terminals, post(terminals::relocate)).of(Bound::Terminal),
        read("/terminals/{id}/revoke", edit_terminals, get(terminals::ask_to_revoke)).of(Bound::Terminal),
        send("/terminals/{id}/revoke", edit_terminals, post(terminals::revoke)).of(Bound::Terminal),
        read("/terminals/{id}/decommission", edit_terminals, get(terminals::ask_to_decommission)).of(Bound::Terminal),
        send("/terminals/{id}/decommission", edit_terminals, post(terminals::decommission)).of(Bound::Terminal),
        read("/journal", read_journal, get(journal::list)),
        read("/journal.csv", read_journal, get(journal::csv)),
        read("/settings/licences", read_licences, get(licences::show)),
        send("/settings/licences", edit_licences, post(licences::link)),
        read("/settings/licences/bought", edit_licences, get(licences::bought)),
        send("/settings/licences/bought", edit_licences, post(licences::buy)),
        read("/settings/licences/{id}/email", edit_licences, get(licences::email)),
        send("/settings/licences/{id}/email", edit_licences, post(licences::change_email)),
        send("/settings/licences/{id}/send-again", edit_licences, post(licences::send_again)),
        read("/settings/licences/{id}/part", read_licences, get(licences::part)),
        read("/settings/licences/{id}/cancel", edit_licences, get(licences::ask_to_cancel)),
        send("/settings/licences/{id}/cancel", edit_licences, post(licences::cancel)),
        read("/settings/licences/{id}/unlink", edit_licences, get(licences::ask_to_unlink)),
        send("/settings/licences/{id}/unlink", edit_licences, post(licences::unlink)),
        read("/settings/company", read_policies, get(company::show)),
        send("/settings/company", edit_policies, post(company::change)),
        read("/settings/policies", read_policies, get(policies::show)),
        send("/settings/policies", edit_policies, post(policies::change)),
        read("/settings/mail", read_licences, get(mail::list)),
        read("/settings/mail.csv", read_licences, get(mail::csv)),
        read("/settings/mail/{id}", read_licences, get(mail::show)),
        read("/settings/mail/{id}/file", edit_licences, get(mail::file)),
        send("/settings/mail/{id}/again", edit_licences, post(mail::again)),
    ]
}
