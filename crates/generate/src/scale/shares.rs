//! How many rows of each kind: as a chain's database has them, mostly sales and orders.

/// Days that sales and forecasts fill.
pub(super) const DAYS: u64 = 91;

/// Rows beside those of the base profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// Products that sales and forecasts are of.
    pub products: u64,
    /// Shops that they are at.
    pub locations: u64,
    /// Who orders.
    pub customers: u64,
    /// Their orders.
    pub orders: u64,
    /// One to five an order.
    pub order_lines: u64,
    /// Of ingredients.
    pub purchase_orders: u64,
    /// One to three a purchase order.
    pub purchase_order_lines: u64,
    /// One a purchase order.
    pub deliveries: u64,
    /// Baked.
    pub batches: u64,
    /// One a batch.
    pub quality_checks: u64,
    /// One a day, product and shop at most.
    pub forecasts: u64,
    /// All that is left.
    pub sales: u64,
}

impl Shares {
    /// The shares of so many rows.
    pub(super) fn of(rows: u64) -> Self {
        // In a few dozen rows there is no room for shares: they are sales at the base's shop.
        let rows_shared = if rows < 200 { 0 } else { rows };
        let thousandths = |share: u64| rows_shared * share / 1000;
        let (orders, purchases, batches) = (thousandths(80), thousandths(5), thousandths(10));
        let forecasts = thousandths(100);
        // As many of each as give every forecast a day, a product and a shop of its own.
        let pairs = forecasts.div_ceil(DAYS);
        let side = pairs.isqrt() + u64::from(pairs.isqrt().pow(2) < pairs);
        let mut shares = Self {
            products: side,
            locations: side,
            customers: thousandths(5),
            orders,
            order_lines: cycled(orders, 5),
            purchase_orders: purchases,
            purchase_order_lines: cycled(purchases, 3),
            deliveries: purchases,
            batches,
            quality_checks: batches,
            forecasts,
            sales: 0,
        };
        shares.sales = rows - shares.total();
        shares
    }

    /// All of them together.
    #[must_use]
    pub fn total(&self) -> u64 {
        let Self {
            products,
            locations,
            customers,
            orders,
            order_lines,
            purchase_orders,
            purchase_order_lines,
            deliveries,
            batches,
            quality_checks,
            forecasts,
            sales,
        } = self;
        products
            + locations
            + customers
            + orders
            + order_lines
            + purchase_orders
            + purchase_order_lines
            + deliveries
            + batches
            + quality_checks
            + forecasts
            + sales
    }
}

/// Lines of so many orders: the first has one, the next one more, up to `most`, and again.
fn cycled(orders: u64, most: u64) -> u64 {
    let rest = orders % most;
    orders / most * (most * (most + 1) / 2) + rest * (rest + 1) / 2
}

/// Lines of the order of this number, from 0.
pub(super) fn lines_of(order: u64, most: u64) -> u64 {
    order % most + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        for rows in [
            0,
            1,
            150,
            199,
            200,
            201,
            1000,
            12_345,
            1_000_000,
            100_000_000,
        ] {
            let shares = Shares::of(rows);
            assert_eq!(shares.total(), rows);
            assert!(shares.forecasts <= shares.products * shares.locations * DAYS);
        }
    }

    #[test]
    fn lines_are_counted_as_they_are_dealt() {
        for orders in 0..23 {
            let dealt: u64 = (0..orders).map(|order| lines_of(order, 5)).sum();
            assert_eq!(cycled(orders, 5), dealt);
        }
    }
}
