//! Takes a request apart into rows: each holds the parameters that are about one item. A request about
//! several items has them in a list of structures, or a list in place of an identifier.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The parameters that are about one item, by their paths.
pub(super) type Row = BTreeMap<String, Value>;

/// Returns the rows with the parameters of these paths. A list of structures on the way of a path gives
/// one row for each element.
pub(super) fn expand<'p>(
    request: &Map<String, Value>,
    paths: impl IntoIterator<Item = &'p str>,
) -> Vec<Row> {
    let paths: Vec<_> = paths.into_iter().map(|path| (path, path)).collect();
    expand_inside(request, &paths)
}

/// Expands an object inside the request. Each path is given from here, and from the request.
fn expand_inside(object: &Map<String, Value>, paths: &[(&str, &str)]) -> Vec<Row> {
    let mut row = Row::new();
    let mut deeper: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (path, whole_path) in paths {
        match path.split_once('.') {
            Some((name, rest)) => deeper.entry(name).or_default().push((rest, whole_path)),
            None => {
                let value = object.get(*path).filter(|value| !value.is_null());
                row.extend(value.map(|value| ((*whole_path).to_owned(), value.clone())));
            }
        }
    }
    deeper.iter().fold(vec![row], |rows, (name, paths)| {
        let inner = match object.get(*name) {
            Some(Value::Object(inner)) => expand_inside(inner, paths),
            Some(Value::Array(elements)) => {
                let elements = elements.iter().filter_map(Value::as_object);
                elements.flat_map(|element| expand_inside(element, paths)).collect()
            }
            _ => vec![Row::new()],
        };
        let pairs = rows.iter().flat_map(|row| inner.iter().map(move |inner| (row, inner)));
        pairs.map(|(row, inner)| row.clone().into_iter().chain(inner.clone()).collect()).collect()
    })
}

/// Makes a row for each element of a list in this parameter.
pub(super) fn expand_list(rows: Vec<Row>, parameter: &str) -> Vec<Row> {
    let with = |mut row: Row, value| {
        row.insert(parameter.to_owned(), value);
        row
    };
    // The list is taken out first, so that the rows do not each get a copy of all of it.
    let expand = |mut row: Row| match row.remove(parameter) {
        Some(Value::Array(elements)) => {
            elements.into_iter().map(|element| with(row.clone(), element)).collect()
        }
        Some(value) => vec![with(row, value)],
        None => vec![row],
    };
    rows.into_iter().flat_map(expand).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn texts(request: Value, paths: &[&str]) -> Vec<String> {
        let rows = expand(request.as_object().unwrap(), paths.iter().copied());
        rows.iter().map(|row| json!(row).to_string()).collect()
    }

    #[test]
    fn a_list_of_structures_gives_a_row_for_each_element() {
        let request = json!({"ZoneId": "z", "Records": [{"Id": 1, "Name": "a"}, {"Id": 2}]});
        assert_eq!(
            texts(request, &["ZoneId", "Records.Id", "Records.Name"]),
            [
                r#"{"Records.Id":1,"Records.Name":"a","ZoneId":"z"}"#,
                r#"{"Records.Id":2,"ZoneId":"z"}"#,
            ]
        );
    }

    #[test]
    fn an_empty_list_gives_no_row_and_an_absent_one_a_row_without_it() {
        assert_eq!(texts(json!({"Records": []}), &["ZoneId", "Records.Id"]), [""; 0]);
        assert_eq!(texts(json!({"ZoneId": "z"}), &["ZoneId", "Records.Id"]), [r#"{"ZoneId":"z"}"#]);
    }

    #[test]
    fn a_list_in_place_of_an_identifier_gives_a_row_for_each_value() {
        let request = json!({"Maps": [{"Name": "a", "Ids": [1, 2]}, {"Name": "b", "Ids": []}]});
        let rows = expand(request.as_object().unwrap(), ["Maps.Name", "Maps.Ids"]);
        let rows = expand_list(rows, "Maps.Ids");
        assert_eq!(rows.len(), 2);
        assert_eq!((&rows[1]["Maps.Name"], &rows[1]["Maps.Ids"]), (&json!("a"), &json!(2)));
    }
}
