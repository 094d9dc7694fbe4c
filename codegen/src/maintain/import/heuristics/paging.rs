//! Guesses how a new action pages through its list. The names are those that all services of the
//! vendor use; where they leave a choice, there is no guess.

use teo_specs::{Action, Member, Paging, WireType};

/// Parameters that say where a page starts. The response returns the next value of the last two.
const STARTS: [&str; 3] = ["Offset", "Cursor", "NextToken"];

/// Parameters for the size of a page.
const LIMITS: [&str; 2] = ["Limit", "MaxResults"];

/// Endings of the names of members with the number of all items.
const TOTALS: [&str; 4] = ["Total", "TotalCount", "TotalNum", "TotalNumber"];

/// Words of the vendor for an offset that counts pages, or that must be a multiple of the limit.
const COUNTS_PAGES: [&str; 5] = ["页码", "页数", "页号", "第几页", "整数倍"];

/// Guesses the paging of an action: its request names a page in one way, and its response has one list
/// of structures and, for an offset, one total. `documents` returns the vendor's words on a parameter.
pub(in crate::maintain::import) fn paging<'a>(
    action: &Action,
    documents: impl Fn(&str) -> &'a str,
) -> Option<Paging> {
    let start = only(find(&action.parameters, &STARTS))?;
    let limit = only(find(&action.parameters, &LIMITS)).filter(|limit| is_integer(limit))?;
    let items = only(action.response.iter().filter(|member| is_list(member)))?;
    if !has_type(items, |list| matches!(list.item(), WireType::Structure(_))) {
        return None;
    }
    let totals: Vec<&Member> = action.response.iter().filter(|member| is_total(member)).collect();
    if totals.len() > 1 {
        return None;
    }
    let mut paging = if start.name == "Offset" {
        let document = documents(&start.name);
        let counts_items = !COUNTS_PAGES.iter().any(|word| document.contains(word));
        (is_integer(start) && counts_items && totals.len() == 1)
            .then(|| Paging::by_offset(&start.name, &limit.name, &items.name))?
    } else {
        let next = only(find(&action.response, &[&start.name]))?;
        let are_strings = is_string(start) && is_string(next);
        are_strings.then(|| Paging::by_cursor(&start.name, &limit.name, &items.name, &next.name))?
    };
    paging.total = totals.first().map(|total| total.name.clone());
    Some(paging)
}

fn find<'a>(members: &'a [Member], names: &[&str]) -> impl Iterator<Item = &'a Member> {
    members.iter().filter(|member| names.contains(&member.name.as_str()))
}

/// Returns the only item; `None` if there is none, or more than one.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

fn is_total(member: &Member) -> bool {
    is_integer(member) && TOTALS.iter().any(|ending| member.name.ends_with(ending))
}

fn is_integer(member: &Member) -> bool {
    has_type(member, WireType::is_integer)
}

fn is_string(member: &Member) -> bool {
    has_type(member, |wire_type| *wire_type == WireType::String)
}

fn is_list(member: &Member) -> bool {
    has_type(member, WireType::is_list)
}

fn has_type(member: &Member, fits: impl Fn(&WireType) -> bool) -> bool {
    member.wire_type.parse().is_ok_and(|wire_type| fits(&wire_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes an action from the names and types of its parameters and of the members of its response.
    fn action(parameters: &str, response: &str) -> Action {
        let members = |text: &str| {
            let pairs = text.split_whitespace().filter_map(|pair| pair.split_once(':'));
            let member = |(name, wire_type): (&str, &str)| {
                let mut member = Member::new(name);
                member.wire_type = wire_type.to_owned();
                member
            };
            pairs.map(member).collect()
        };
        let mut action = Action::new("DescribeGoods");
        action.parameters = members(parameters);
        action.response = members(response);
        action
    }

    #[test]
    fn each_guess_about_a_checked_in_action_is_what_a_person_has_confirmed() {
        let spec = teo_specs::Spec::embedded("teo", "2022-09-01").unwrap();
        let guesses: Vec<(&Action, Paging)> = spec
            .actions
            .values()
            .filter_map(|action| Some((action, paging(action, |_| "")?)))
            .collect();
        assert!(guesses.len() >= 46, "{}", guesses.len());
        for (action, guess) in guesses {
            assert_eq!(Some(guess), action.paging, "{}", action.name);
        }
    }

    #[test]
    fn an_offset_or_a_cursor_with_one_list_and_one_total_is_paging() {
        let guess = |parameters, response| paging(&action(parameters, response), |_| "");
        let mut by_offset = Paging::by_offset("Offset", "Limit", "Goods");
        by_offset.total = Some("IPTotalCount".to_owned());
        let with_total = "IPTotalCount:int64 Goods:[Good] SubTotals:int64";
        assert_eq!(guess("Limit:int64 Offset:uint64", with_total), Some(by_offset));
        let by_cursor = Paging::by_cursor("NextToken", "MaxResults", "Goods", "NextToken");
        let with_token = "Goods:[Good] NextToken:string";
        assert_eq!(guess("NextToken:string MaxResults:uint64", with_token), Some(by_cursor));
    }

    #[test]
    fn an_offset_that_counts_pages_is_no_paging() {
        let action = action("Offset:int64 Limit:int64", "Goods:[Good] Total:int64");
        assert!(paging(&action, |_| "从第几个开始").is_some());
        for document in ["页码", "是 Limit 的整数倍"] {
            assert_eq!(paging(&action, |_| document), None, "{document}");
        }
    }

    #[test]
    fn an_action_that_can_be_read_in_two_ways_gets_no_paging() {
        let request = "Offset:int64 Limit:int64";
        for (parameters, response) in [
            ("Limit:int64", "Goods:[Good]"),
            ("Offset:int64", "Goods:[Good]"),
            ("Offset:string Limit:int64", "Goods:[Good]"),
            ("Offset:int64 Limit:string", "Goods:[Good]"),
            ("Offset:int64 Limit:int64 MaxResults:int64", "Goods:[Good]"),
            ("Offset:int64 NextToken:string Limit:int64", "Goods:[Good] NextToken:string"),
            ("Cursor:string Limit:int64", "Goods:[Good]"),
            ("Cursor:int64 Limit:int64", "Goods:[Good] Cursor:int64"),
            (request, "Page:GoodPage TotalCount:int64"),
            (request, "Goods:[Good] Shops:[Shop]"),
            (request, "Goods:[Good] TotalCount:int64 UnreadTotal:int64"),
            (request, "Goods:[Good]"),
            (request, "Names:[string] TotalCount:int64"),
        ] {
            assert_eq!(
                paging(&action(parameters, response), |_| ""),
                None,
                "{parameters} -> {response}"
            );
        }
    }
}
