//! Rules that cannot be used are refused with file, line and what to do.

use super::Seeds;

const GOOD: &str = "\
-- id: business/cheap-bread
-- severity: warning
-- title: Bread costs a euro
-- why: It always has.
-- wrong: \"price\": 1.20
-- right: \"price\": 1.00
-- at: products.price

select tenant_id, id, 'too dear' as message
from products
where price > 1
";

/// What is changed in the good rule, and the line, column and words of the refusal.
const BAD: [(&str, &str, &str, &[&str]); 29] = [
    (
        "-- why: It always has.\n",
        "",
        "1:1",
        &["lacks `why`", "-- why: …"],
    ),
    ("-- why", "-- wy", "4:1", &["no key `wy`", "`why`"]),
    (
        "-- why: It always has.",
        "-- why:",
        "4:1",
        &["`why` says nothing"],
    ),
    (
        "-- why: It always has.",
        "-- title: Twice",
        "4:1",
        &["`title` stands twice"],
    ),
    (
        "-- why: It always has.",
        "-- why it has.",
        "4:1",
        &["indent"],
    ),
    (
        "business/cheap-bread",
        "Cheap Bread",
        "1:1",
        &["`Cheap Bread`", "business/order-total"],
    ),
    (
        "warning",
        "fatal",
        "2:1",
        &["`fatal`", "`error` or `warning`"],
    ),
    (
        "-- at: products.price",
        "-- at: products.price\n-- day: sunday",
        "8:1",
        &["`sunday`", "write `zero`, or leave the line out"],
    ),
    (
        "products.price",
        "price",
        "7:1",
        &["`price`", "customer_orders.total"],
    ),
    (
        "products.price",
        "product.price",
        "7:1",
        &["no table `product`", "did you mean `products`?"],
    ),
    (
        "products.price",
        "products.prize",
        "7:1",
        &["no column `prize`", "did you mean `price`?"],
    ),
    (
        "from products",
        "from product",
        "10:6",
        &["no such table: product", "did you mean `products`?"],
    ),
    (
        "price > 1",
        "prize > 1",
        "11:7",
        &["no such column: prize", "did you mean `price`?"],
    ),
    (
        "price > 1",
        "minutes_betwen(price, 1) > 1",
        "11:7",
        &[
            "no such function: minutes_betwen",
            "did you mean `minutes_between`?",
        ],
    ),
    (
        "price > 1",
        "JULIANDY(price) > 1",
        "11:7",
        &["no such function: JULIANDY", "did you mean `julianday`?"],
    ),
    ("where price", "were price", "11:6", &["syntax error"]),
    (
        "where price > 1\n",
        "where price > 1; select 1\n",
        "9:1",
        &["second statement", "one SELECT"],
    ),
    (
        "where price > 1\n",
        "where price > 1; drop table products\n",
        "9:1",
        &["only reads"],
    ),
    (
        "select tenant_id, id, 'too dear' as message\nfrom products\nwhere price > 1\n",
        "delete from products\n",
        "9:1",
        &["only reads"],
    ),
    (
        "select tenant_id, id, 'too dear' as message\nfrom products\nwhere price > 1\n",
        "",
        "1:1",
        &["no query", "write one SELECT"],
    ),
    (
        "price > 1",
        "price > (select count(*) from sqlite_schema)",
        "9:1",
        &["`sqlite_schema` is no table of a service"],
    ),
    (
        "price > 1",
        "price > random()",
        "11:15",
        &["`random` is not for rules"],
    ),
    (
        "'too dear' as message",
        "'too dear' as masage",
        "9:1",
        &["returns no `message`", "… as message"],
    ),
    ("price > 1", "price > ?1", "9:1", &["parameters"]),
    (
        "'too dear' as message",
        "place('products.prize', _rowid_) as message",
        "9:29",
        &[
            "no column `products.prize`",
            "did you mean `products.price`?",
        ],
    ),
    (
        "as message",
        "as message\n       'pay less' as hint",
        "10:8",
        &["is a comma missing at the end of the line before?"],
    ),
    (
        "'too dear' as",
        "format('%s is dear', name as",
        "9:49",
        &["near \"as\": syntax error", "is a `)` missing before this?"],
    ),
    (
        "price > 1",
        "vat > 1",
        "11:7",
        &["did you mean `vat_rate`?"],
    ),
    (
        "from products\n",
        "from products join recipes on product_id = products.id\n",
        "9:8",
        &[
            "ambiguous column name: tenant_id",
            "such as `products.tenant_id`",
        ],
    ),
];

#[test]
fn a_bad_rule_is_refused_at_its_line() {
    for (old, new, at, words) in BAD {
        let seeds = Seeds::new("professional");
        assert_eq!(GOOD.matches(old).count(), 1, "{old}");
        seeds.write("rules/cheap-bread.sql", &GOOD.replace(old, new));
        let report = seeds.validate();
        assert_eq!(report.status, Some(2), "{new}: {}", report.errors);
        let place = format!("rules/cheap-bread.sql:{at}: ");
        assert!(
            report.errors.contains(&place),
            "{new}: {place}: {}",
            report.errors
        );
        for word in words {
            assert!(report.errors.contains(word), "`{word}`: {}", report.errors);
        }
    }
}

#[test]
fn all_bad_rules_are_named_at_once() {
    let seeds = Seeds::new("professional");
    seeds.write("rules/a.sql", &GOOD.replace("warning", "fatal"));
    seeds.write("rules/b.sql", &GOOD.replace("products\n", "product\n"));
    let report = seeds.validate();
    for file in ["rules/a.sql:2:1: ", "rules/b.sql:10:6: "] {
        assert!(report.errors.contains(file), "{}", report.errors);
    }
}

#[test]
fn two_rules_of_one_id_and_rules_in_a_circle_are_refused() {
    let seeds = Seeds::new("professional");
    seeds.write("rules/a.sql", GOOD);
    seeds.write("rules/b.sql", GOOD);
    let report = seeds.validate();
    assert_eq!(report.status, Some(2));
    assert!(
        report
            .errors
            .contains("has the id `business/cheap-bread` too"),
        "{}",
        report.errors
    );

    let after = |name: &str| GOOD.replace("\n\n", &format!("\n-- after: business/{name}\n\n"));
    seeds.write("rules/a.sql", &after("b"));
    seeds.write(
        "rules/b.sql",
        &after("cheap-bread").replacen("cheap-bread", "b", 1),
    );
    let report = seeds.validate();
    assert!(report.errors.contains("in a circle"), "{}", report.errors);

    seeds.write(
        "rules/b.sql",
        &after("cheap-bred").replacen("cheap-bread", "b", 1),
    );
    let report = seeds.validate();
    let words = "rules/b.sql:8:1: there is no rule `business/cheap-bred` (did you mean `business/cheap-bread`?)";
    assert!(report.errors.contains(words), "{}", report.errors);
}

#[test]
fn a_rule_is_a_plain_file_of_its_size() {
    let seeds = Seeds::new("professional");
    seeds.write(
        "rules/a.sql",
        &GOOD.replace("price > 1", &format!("price > 1{}", " ".repeat(100_000))),
    );
    let report = seeds.validate();
    assert_eq!(report.status, Some(2));
    assert!(
        report
            .errors
            .contains("a.sql is no plain file of up to 100 KB"),
        "{}",
        report.errors
    );
    std::fs::remove_file(seeds.path("rules/a.sql")).unwrap();
    std::fs::create_dir(seeds.path("rules/a.sql")).unwrap();
    let report = seeds.validate();
    assert!(
        report.errors.contains("a.sql is no plain file"),
        "{}",
        report.errors
    );
}

#[test]
fn a_rule_that_is_not_utf_8_is_refused_at_the_byte() {
    let seeds = Seeds::new("professional");
    let text = GOOD.replace("always has", "sea a\u{f1}o");
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
    seeds.write_bytes("rules/a.sql", &latin);
    let report = seeds.validate();
    assert_eq!(report.status, Some(2));
    let words = "rules/a.sql:4:17: the byte 0xf1 is not UTF-8 (save the file as UTF-8)";
    assert!(report.errors.contains(words), "{}", report.errors);
}

#[test]
fn a_query_without_end_is_ended() {
    let seeds = Seeds::new("professional");
    let endless =
        "with recursive n(i) as (select 1 union all select i + 1 from n) select tenant_id";
    seeds.write(
        "rules/a.sql",
        &GOOD
            .replace("select tenant_id", endless)
            .replace("from products", "from products, n"),
    );
    let report = seeds.validate();
    assert_eq!(report.status, Some(2));
    assert!(
        report.errors.contains("takes too long"),
        "{}",
        report.errors
    );
}

#[test]
fn a_query_that_fails_on_the_rows_says_so() {
    for (old, new, words) in [
        ("price > 1", "json_extract(name, '$') > 1", "malformed JSON"),
        (
            "'too dear' as message",
            "'costs ' + price as message",
            "a.sql:9:43: the query returns a number as `message`, which is a text (`+` adds numbers: join texts by `||`",
        ),
        (
            "select tenant_id, id,",
            "select tenant_id, recipe_id as id,",
            "no row of `products`",
        ),
        (
            "'too dear' as message",
            "'too dear' as message, 'prize' as points_at",
            "points at `prize`",
        ),
    ] {
        let seeds = Seeds::new("professional");
        seeds.write("rules/a.sql", &GOOD.replace(old, new));
        let report = seeds.validate();
        assert_eq!(report.status, Some(2), "{new}");
        assert!(
            report.errors.contains(words),
            "`{words}`: {}",
            report.errors
        );
    }
}

#[test]
fn the_good_rule_is_good() {
    let seeds = Seeds::new("professional");
    seeds.write("rules/cheap-bread.sql", GOOD);
    let report = seeds.validate();
    assert_eq!(
        report.status,
        Some(0),
        "warnings do not fail: {}",
        report.errors
    );
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|found| (found.rule.as_str(), found.severity.as_str()))
        .collect();
    assert_eq!(found, [("business/cheap-bread", "warning"); 3]);
}
