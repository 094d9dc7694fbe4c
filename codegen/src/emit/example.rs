//! Examples that compile, written from the requests that the specs show.

use serde_json::{Map, Value};

use super::docs::Docs;
use super::{ClientMethods, Emitter};
use crate::model::{ActionModel, Base, FiltersModel, MemberModel, Shape, TypeModel};

impl Emitter<'_> {
    /// Adds the action's examples, if there is a path under which they find its types.
    pub(super) fn examples(&self, docs: &mut Docs, action: &ActionModel<'_>) {
        let Some(public) = &self.options.public else { return };
        for example in &action.spec.examples {
            let title = format!("Example: {}", lower_first(&example.title));
            docs.paragraph(self.example(public, action, &title, &example.request));
        }
        if action.spec.examples.is_empty() {
            let request = self.least(&action.request, 3);
            docs.paragraph(self.example(public, action, "Example", &request));
        }
    }

    /// The least that a request can hold: what is required, with the values that the spec shows; if
    /// nothing is, a few members that the spec shows a value of.
    pub(super) fn least(&self, structure: &TypeModel<'_>, depth: usize) -> Map<String, Value> {
        let members = structure.members.iter();
        let mut chosen: Vec<_> = members.clone().filter(|member| member.spec.required).collect();
        if chosen.is_empty() {
            chosen.extend(members.filter(|member| member.spec.example.is_some()).take(3));
        }
        let value = |member: &MemberModel<'_>| {
            let value = match &member.base {
                Base::Structure(name) => {
                    let held = self.model.structures.iter().find(|s| s.rust.rust == *name);
                    let held = held.filter(|_| depth > 0)?;
                    Value::Object(self.least(&held.rust, depth - 1))
                }
                Base::Enum(name) => {
                    let held = self.model.enums.iter().find(|e| e.rust == *name)?;
                    Value::from(held.spec.values.first()?.value.as_str())
                }
                base => match (&member.spec.example, base) {
                    (Some(example), _) => return Some(example.clone()),
                    (None, Base::Text | Base::Timestamp) => "...".into(),
                    (None, Base::Int | Base::Uint) => 1.into(),
                    (None, Base::Float) => 1.5.into(),
                    (None, _) => true.into(),
                },
            };
            let list = matches!(member.shape, Shape::List | Shape::OptionalList);
            Some(if list { Value::Array(vec![value]) } else { value })
        };
        chosen.into_iter().filter_map(|m| Some((m.spec.name.clone(), value(m)?))).collect()
    }

    fn example(
        &self,
        public: &str,
        action: &ActionModel<'_>,
        title: &str,
        request: &Map<String, Value>,
    ) -> String {
        // The crate that has the client is teo-api, as its users see it.
        let core = self.options.core.as_str();
        let seen = if core.starts_with("crate::") { public } else { core };
        let krate = seen.split("::").next().unwrap_or(seen);
        let Sending { uses, request, method } = self.sending(public, action, request);
        format!(
            "# {title}\n\n\
             ```no_run\n\
             # async fn example(client: {krate}::Client) -> Result<(), {krate}::Error> {{\n\
             {uses}\n\
             \n\
             {request}\n\
             let response = client.{method}(request).await?;\n\
             println!(\"{{response:#?}}\");\n\
             # Ok(())\n\
             # }}\n\
             ```"
        )
    }
}

/// What a program says to send a request, laid out from the margin on.
pub(super) struct Sending {
    /// The types that it names.
    pub(super) uses: String,
    /// The statement that makes the request.
    pub(super) request: String,
    /// The method of the client that takes it.
    pub(super) method: String,
}

impl Emitter<'_> {
    pub(super) fn sending(
        &self,
        public: &str,
        action: &ActionModel<'_>,
        request: &Map<String, Value>,
    ) -> Sending {
        let mut code = Code { emitter: self, action, imports: vec![action.request.rust.clone()] };
        let request = code.structure(&action.request, request);
        let mut imports = code.imports;
        let method = match self.options.client_methods {
            ClientMethods::None => "call".to_owned(),
            ClientMethods::Inherent => action.method.clone(),
            ClientMethods::Trait => {
                imports.push(self.client_trait.clone());
                action.method.clone()
            }
        };
        imports.sort();
        imports.dedup();
        let uses = laid_out(&match &imports[..] {
            [one] => format!("use {public}::{one};"),
            many => format!("use {public}::{{{}}};", many.join(", ")),
        });
        Sending { uses, request: laid_out(&format!("let request = {request};")), method }
    }
}

struct Code<'a> {
    emitter: &'a Emitter<'a>,
    action: &'a ActionModel<'a>,
    imports: Vec<String>,
}

impl Code<'_> {
    /// `Name::new()` and a setter for each member.
    fn structure(&mut self, structure: &TypeModel<'_>, object: &Map<String, Value>) -> String {
        self.imports.push(structure.rust.clone());
        let mut code = format!("{}::new()", structure.rust);
        for member in structure.members.iter() {
            let Some(value) = object.get(&member.spec.name).filter(|value| !value.is_null()) else {
                continue;
            };
            let value = self.value(&member.base, value);
            code.push_str(&format!(".{}({value})", member.field));
        }
        code
    }

    fn value(&mut self, base: &Base, value: &Value) -> String {
        match (base, value) {
            (Base::Enum(name), Value::Array(items)) => {
                let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                format!("[{}]", self.words(name, &texts).join(", "))
            }
            (_, Value::Array(items)) => {
                let items: Vec<String> = items.iter().map(|item| self.value(base, item)).collect();
                format!("[{}]", items.join(", "))
            }
            (Base::Structure(name), Value::Object(object)) => self.nested(name, object),
            (Base::Float, Value::Number(number)) => {
                format!("{:?}", number.as_f64().unwrap_or_default())
            }
            (Base::Enum(name), Value::String(text)) => self.words(name, &[text]).concat(),
            (_, Value::String(text)) => format!("{text:?}"),
            (_, other) => other.to_string(),
        }
    }

    /// The variants of values: unlike their texts, the compiler finds one misspelt. A list is of one
    /// type, so that of texts if it has a value that the enum lacks.
    fn words(&mut self, name: &str, texts: &[&str]) -> Vec<String> {
        let enums = &self.emitter.model.enums;
        let variants =
            enums.iter().find(|e| e.rust == *name).map_or(&[][..], |found| &found.variants);
        let variant = |text: &&str| {
            let (variant, _) = variants.iter().find(|(_, value)| value.value == *text)?;
            Some(format!("{name}::{variant}"))
        };
        match texts.iter().map(variant).collect() {
            Some(variants) => {
                self.imports.push(name.to_owned());
                variants
            }
            None => texts.iter().map(|text| format!("{text:?}")).collect(),
        }
    }

    fn nested(&mut self, name: &str, object: &Map<String, Value>) -> String {
        let filters =
            self.action.filters.as_ref().filter(|filters| filters.structure.rust == *name);
        if let Some(code) = filters.and_then(|filters| self.filter(filters, object)) {
            self.imports.extend(filters.map(|filters| filters.rust.clone()));
            return code;
        }
        let structures = &self.emitter.model.structures;
        match structures.iter().find(|structure| structure.rust.rust == name) {
            Some(structure) => self.structure(&structure.rust, object),
            None => format!("{name}::new()"),
        }
    }

    /// The typed constructor, if the filter is one that the action knows and nothing is set that has no
    /// role in it.
    fn filter(
        &mut self,
        filters: &FiltersModel<'_>,
        object: &Map<String, Value>,
    ) -> Option<String> {
        let roles = filters.roles;
        let member = |role: &str| filters.structure.members.iter().find(|m| m.spec.name == *role);
        let optional = [&roles.operator, &roles.fuzzy].into_iter().flatten();
        let named: Vec<_> = [&roles.name, &roles.values].into_iter().chain(optional).collect();
        if object.keys().any(|key| !named.contains(&key)) {
            return None;
        }
        let name = object.get(&roles.name)?.as_str()?;
        let (function, spec, known) =
            filters.constructors.iter().find(|(_, filter, _)| filter.name == name)?;
        let mut arguments = Vec::new();
        if let Some(role) = &roles.operator {
            let text = object.get(role)?.as_str()?;
            arguments.push(match &member(role)?.base {
                Base::Enum(name) => self.words(name, &[text]).concat(),
                _ => format!("{text:?}"),
            });
        }
        let plain = matches!(member(&roles.values)?.shape, Shape::Plain | Shape::Optional);
        let texts: Vec<&str> = match object.get(&roles.values)? {
            Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
            other => vec![other.as_str()?],
        };
        let values = match known {
            Some(name) => self.words(name, &texts),
            None => texts.iter().map(|text| format!("{text:?}")).collect(),
        };
        if plain || spec.max_values == Some(1) {
            arguments.push(values.first()?.clone());
        } else {
            arguments.push(format!("[{}]", values.join(", ")));
        }
        let fuzzy = roles.fuzzy.as_ref().and_then(|role| Some((member(role)?, object.get(role)?)));
        let fuzzy = fuzzy.map(|(member, value)| format!(".{}({value})", member.field));
        let arguments = arguments.join(", ");
        Some(format!("{}::{function}({arguments}){}", filters.rust, fuzzy.unwrap_or_default()))
    }
}

/// The statement in the layout of the rest of the code.
fn laid_out(statement: &str) -> String {
    let Ok(parsed) = syn::parse_str(&format!("fn example() {{ {statement} }}")) else {
        return statement.to_owned();
    };
    let function = prettyplease::unparse(&parsed);
    let body = function.lines().filter_map(|line| line.strip_prefix("    "));
    body.collect::<Vec<_>>().join("\n")
}

/// The title as the middle of a sentence: acronyms stay as they are.
fn lower_first(title: &str) -> String {
    let mut letters = title.chars();
    let Some(first) = letters.next() else { return String::new() };
    let acronym = letters.clone().next().is_some_and(char::is_uppercase);
    if acronym { title.to_owned() } else { first.to_lowercase().chain(letters).collect() }
}
