use teo_specs::Spec;

use super::*;
use crate::generate::emit::context::Context;
use crate::generate::emit::scope::Scope;
use crate::generate::options::Options;
use crate::generate::select::select;
use crate::model::resolve;

/// Returns the section on the page of an action, in bindings of this spec.
fn emit_section(spec: &Spec, action: &str) -> String {
    let model = resolve(spec).unwrap();
    let options = Options::for_module();
    let context = Context::new(&model, &options).unwrap();
    let mut docs = Docs::default();
    FileEmitter::new(&context, Scope::in_folder([])).add_lifecycles(&mut docs, action);
    docs.into_text()
}

/// The items of the section, by the action of the page.
const PAGES: [(&str, &str); 8] = [
    (
        "CreateDnsRecord",
        "- DNS record of a zone on EdgeOne's name servers. Created by this action; listed by \
         [`DescribeDnsRecords`]; changed by [`ModifyDnsRecords`]; switched to another state by \
         [`ModifyDnsRecordsStatus`]; deleted by [`DeleteDnsRecords`]. Parent: `Zone`, listed by \
         [`DescribeZones`].",
    ),
    // Two actions with one effect, and no parent.
    (
        "ModifyZoneWorkMode",
        "- Registered domain with its subdomains and settings, connected to EdgeOne. Created by \
         [`CreateZone`]; listed by [`DescribeZones`]; changed by [`ModifyZone`] or this action; \
         switched to another state by [`ModifyZoneStatus`]; deleted by [`DeleteZone`].",
    ),
    // Items that have an order.
    (
        "DeleteL7AccRules",
        "- Rule of a zone's rule engine. Created by [`CreateL7AccRules`]; listed by \
         [`DescribeL7AccRules`]; changed by [`ModifyL7AccRule`]; put in order by \
         [`ModifyL7AccRulePriority`]; deleted by this action. Parent: `Zone`, listed by \
         [`DescribeZones`].",
    ),
    // A singleton.
    (
        "DescribeL7AccSetting",
        "- Acceleration settings for all domains of a zone. Read by this action; changed by \
         [`ModifyL7AccSetting`]. Parent: `Zone`, listed by [`DescribeZones`].",
    ),
    // A parameter says what the action does.
    (
        "OperateInferenceDomain",
        "- Custom domain of an inference service. Created by [`CreateInferenceDomain`]; listed by \
         [`DescribeInferenceDomains`]; switched to another state by this action (`Operation`: \
         `Resume` or `Stop`); deleted by this action (`Operation`: `Delete`). Parent: \
         `InferenceService`, listed by [`DescribeInferenceServices`].",
    ),
    // Items that replace others.
    (
        "ModifyFunctionComponentBindings",
        "- Variable of an edge function that is bound to a component, such as a KV namespace. \
         Created by this action (`Operation`: `bind`); created or replaced by this action \
         (`Operation`: `bind-override` or `rebind`); listed by \
         [`DescribeFunctionComponentBindings`]; deleted by this action (`Operation`: `unbind`). \
         Parent: `Function`, listed by [`DescribeFunctions`].",
    ),
    // Two resources, the parent first.
    (
        "DescribeApplicationProxies",
        "- Application proxy, the older form of a layer 4 proxy. Created by \
         [`CreateApplicationProxy`]; listed by this action; changed by [`ModifyApplicationProxy`]; \
         switched to another state by [`ModifyApplicationProxyStatus`]; deleted by \
         [`DeleteApplicationProxy`]. Parent: `Zone`, listed by [`DescribeZones`].\n\
         - Forwarding rule of an application proxy. Created by [`CreateApplicationProxyRule`] or \
         [`CreateApplicationProxy`]; listed by this action; changed by \
         [`ModifyApplicationProxyRule`]; switched to another state by \
         [`ModifyApplicationProxyRuleStatus`]; deleted by [`DeleteApplicationProxyRule`]. Parent: \
         `ApplicationProxy`, listed by this action.",
    ),
    // Not modelled.
    ("VerifyOwnership", ""),
];

#[test]
fn a_page_tells_each_stage_of_a_lifecycle_with_its_actions() {
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    for (action, items) in PAGES {
        let heading = if items.is_empty() { "" } else { "# Lifecycle\n\n" };
        assert_eq!(emit_section(&spec, action), format!("{heading}{items}"), "{action}");
    }
}

#[test]
fn only_emitted_actions_are_linked() {
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    let only = |actions: &[&str]| {
        select(&spec, &actions.iter().map(|&name| name.to_owned()).collect::<Vec<_>>()).unwrap()
    };
    assert_eq!(emit_section(&only(&["CreateDnsRecord", "DescribeZones"]), "CreateDnsRecord"), "");
    let two = only(&["CreateDnsRecord", "DeleteDnsRecords", "CreateZone"]);
    assert_eq!(
        emit_section(&two, "CreateDnsRecord"),
        "# Lifecycle\n\n- DNS record of a zone on EdgeOne's name servers. Created by this action; \
         deleted by [`DeleteDnsRecords`]."
    );
}

#[test]
fn a_verb_is_told_only_where_the_action_has_another_effect() {
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    let actions = ["CreateInferenceDomain", "OperateInferenceDomain"].map(str::to_owned);
    let mut spec = select(&spec, &actions).unwrap();
    spec.resources.get_mut("InferenceDomain").unwrap().delete.clear();
    let section = emit_section(&spec, "CreateInferenceDomain");
    assert!(section.ends_with("; switched to another state by [`OperateInferenceDomain`]."));
}

#[test]
fn a_spec_without_resources_has_no_section() {
    let spec = Spec::embedded("sts", "2018-08-13").unwrap();
    for action in spec.actions.keys() {
        assert_eq!(emit_section(&spec, action), "", "{action}");
    }
}
