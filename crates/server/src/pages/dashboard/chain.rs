//! Parent and outlets side by side, and the chain as a whole.

use futures::future::try_join_all;
use uuid::Uuid;

use super::{
    listed::{self, BATCHES, LOTS, count},
    sales::{self, Revenue},
};
use crate::{
    error::Problem,
    pages::{shell::short_name, visitor::Visitor},
    sessions::{self, Answer},
};

/// A line each, and their sum.
pub struct Chain {
    pub places: Vec<Place>,
    pub total: Place,
}

/// A tenant's day in a line.
pub struct Place {
    pub href: String,
    pub name: String,
    pub here: bool,
    pub yesterday: String,
    pub week: String,
    /// Empty where no tenant of the chain has anything of the kind, or the role does not see it.
    pub overdue: String,
    pub expiring: String,
    /// The revenue of four weeks as a line.
    pub line: String,
}

#[derive(Clone, Default)]
struct Numbers {
    revenue: Option<Revenue>,
    overdue: Option<u64>,
    expiring: Option<u64>,
}

/// None for a session of one tenant, and for who opens one alone.
pub async fn chain(visitor: &Visitor) -> Result<Option<Chain>, Problem> {
    let tenants = &visitor.user.claims.tenants;
    if tenants.len() < 2 {
        return Ok(None);
    }
    let answer = Answer::new(&visitor.app, &visitor.holder.session);
    let known = answer.tenants.into_iter();
    let known = known.filter(|one| tenants.contains(&one.tenant_id));
    let known: Vec<_> = known.collect();
    let found = try_join_all(known.iter().map(|one| numbers(visitor, one.tenant_id))).await?;
    let (t, values) = (
        visitor.reader.texts(),
        sessions::values(&visitor.app, &visitor.holder.session),
    );
    let total = found.iter().cloned().fold(Numbers::default(), Numbers::and);
    let places = known.iter().zip(found).map(|(one, numbers)| Place {
        href: visitor.link_of("/demo", one.tenant_id),
        here: one.tenant_id == visitor.tenant,
        ..place(
            visitor,
            short_name(t, one, &values.company),
            &numbers.counted(&total),
        )
    });
    Ok(Some(Chain {
        places: places.collect(),
        total: place(visitor, t.whole_chain.to_owned(), &total),
    }))
}

impl Numbers {
    /// With none of what another place has and this one does not.
    fn counted(self, all: &Self) -> Self {
        let of = |own: Option<u64>, all: Option<u64>| all.map(|_| own.unwrap_or_default());
        Self {
            overdue: of(self.overdue, all.overdue),
            expiring: of(self.expiring, all.expiring),
            ..self
        }
    }

    fn and(self, other: Self) -> Self {
        let sum = |one: Option<u64>, other: Option<u64>| match (one, other) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
        Self {
            revenue: match (self.revenue, other.revenue) {
                (Some(one), Some(other)) => Some(one.and(&other)),
                (one, other) => one.or(other),
            },
            overdue: sum(self.overdue, other.overdue),
            expiring: sum(self.expiring, other.expiring),
        }
    }
}

async fn numbers(visitor: &Visitor, tenant: Uuid) -> Result<Numbers, Problem> {
    let (now, soon) = (visitor.format.now.to_string(), listed::soon(visitor));
    let [to_start, to_end] = listed::overdue_batches(&now);
    let lots = listed::expiring(&soon);
    let lots = [&lots[..]];
    let batches = [&to_start[..], &to_end[..]];
    let (revenue, orders, batches, expiring) = tokio::try_join!(
        sales::revenue(visitor, tenant),
        listed::count_overdue(visitor, tenant, &now),
        count(visitor, tenant, BATCHES, &batches),
        count(visitor, tenant, LOTS, &lots),
    )?;
    let of = |overdue| Numbers {
        overdue,
        ..Numbers::default()
    };
    let numbers = Numbers {
        revenue,
        overdue: orders,
        expiring,
    };
    Ok(numbers.and(of(batches)))
}

fn place(visitor: &Visitor, name: String, numbers: &Numbers) -> Place {
    let format = &visitor.format;
    let money = |value: f64| format.money(&format!("{value:.2}"));
    let count = |count: Option<u64>| {
        count.map_or(String::new(), |count| format.decimal(&count.to_string()))
    };
    let revenue = numbers.revenue.as_ref();
    Place {
        href: String::new(),
        name,
        here: false,
        line: revenue.map_or(String::new(), |one| line(&one.days)),
        yesterday: revenue.map_or(String::new(), |one| money(one.yesterday)),
        week: revenue.map_or(String::new(), |one| money(one.week)),
        overdue: count(numbers.overdue),
        expiring: count(numbers.expiring),
    }
}

/// Numbers as a line, 108 wide and 24 high.
fn line(numbers: &[f64]) -> String {
    let top = numbers.iter().copied().fold(1.0, f64::max);
    let points = numbers.iter().enumerate().map(|(index, number)| {
        let mark = if index == 0 { 'M' } else { 'L' };
        format!("{mark}{} {:.0}", index * 4, 22.0 - number / top * 20.0)
    });
    points.collect()
}
