//! Emits examples that compile, from the example requests of the spec.

use serde_json::{Map, Value};

use super::context::Context;
use super::docs::Docs;
use crate::generate::options::ClientMethods;
use crate::model::{ActionModel, Base, FiltersModel, MemberModel, Shape, TypeModel};

impl Context<'_> {
    /// Adds the examples of an action, if the options have a path for their imports.
    pub(super) fn add_examples(&self, docs: &mut Docs, action: &ActionModel<'_>) {
        let Some(public_path) = &self.options.public_path else { return };
        for example in &action.spec.examples {
            let title = format!("Example: {}", lower_first(&example.title));
            docs.paragraph(self.example(public_path, action, &title, &example.request));
        }
        if action.spec.examples.is_empty() {
            let request = self.minimal_request(&action.request, 3);
            docs.paragraph(self.example(public_path, action, "Example", &request));
        }
        if let Some((paging, _)) = action.paging() {
            let mut request = self.minimal_request(&action.request, 3);
            // A limit that the stream does not know to set stays.
            let limit =
                action.request.members.iter().find(|member| member.spec.name == paging.limit);
            let sets_limit =
                limit.is_none_or(|limit| limit.spec.maximum.is_some() || !limit.spec.required);
            let starts = [&paging.offset, &paging.cursor];
            request.retain(|name, _| {
                !starts.iter().any(|start| start.as_ref() == Some(name))
                    && (*name != paging.limit || !sets_limit)
            });
            docs.paragraph(self.paged_example(public_path, action, &request));
        }
    }

    /// Returns an object with the required members of `structure`, or, if it has none, with up to
    /// three members that have an example. An enum member gets the first value of the enum, a
    /// structure is built recursively down to `depth` levels, and any other member gets the example
    /// of the spec or else a placeholder. Members that cannot be built are left out.
    pub(super) fn minimal_request(
        &self,
        structure: &TypeModel<'_>,
        depth: usize,
    ) -> Map<String, Value> {
        let members = structure.members.iter();
        let mut selection: Vec<_> = members.clone().filter(|member| member.spec.required).collect();
        if selection.is_empty() {
            selection.extend(members.filter(|member| member.spec.example.is_some()).take(3));
        }
        let value_of = |member: &MemberModel<'_>| {
            let value = match &member.base {
                Base::Structure(name) => {
                    let nested = self.structures.get(name.as_str()).filter(|_| depth > 0)?;
                    Value::Object(self.minimal_request(&nested.rust_type, depth - 1))
                }
                Base::Enum(name) => {
                    let values = &self.enums.get(name.as_str())?.spec.values;
                    Value::from(values.first()?.value.as_str())
                }
                base => match (&member.spec.example, base) {
                    (Some(example), _) => return Some(example.clone()),
                    (None, Base::Text | Base::Timestamp) => "...".into(),
                    (None, Base::Int | Base::Uint) => 1.into(),
                    (None, Base::Float) => 1.5.into(),
                    (None, _) => true.into(),
                },
            };
            let is_list = matches!(member.shape, Shape::List | Shape::OptionalList);
            Some(if is_list { Value::Array(vec![value]) } else { value })
        };
        selection.into_iter().filter_map(|m| Some((m.spec.name.clone(), value_of(m)?))).collect()
    }

    /// Returns an example as Markdown.
    fn example(
        &self,
        public_path: &str,
        action: &ActionModel<'_>,
        title: &str,
        request: &Map<String, Value>,
    ) -> String {
        let CallSnippet { uses, request, method } =
            self.call_snippet(public_path, action, request, &[]);
        let code = format!(
            "{uses}\n\n\
             {request}\n\
             let response = client.{method}(request).await?;\n\
             println!(\"{{response:#?}}\");"
        );
        self.in_async_function(public_path, title, &code)
    }

    /// Returns an example that lists the items of all pages, as Markdown.
    fn paged_example(
        &self,
        public_path: &str,
        action: &ActionModel<'_>,
        request: &Map<String, Value>,
    ) -> String {
        let CallSnippet { uses, request, method } =
            self.call_snippet(public_path, action, request, &[]);
        let code = format!(
            "{uses}\n\n\
             {request}\n\
             let mut items = client.{method}(request).items();\n\
             while let Some(item) = items.next().await {{\n    \
                 println!(\"{{:#?}}\", item?);\n\
             }}"
        );
        self.in_async_function(public_path, "Example: all pages", &code)
    }

    /// Returns code as Markdown, in a function that has a client.
    pub(super) fn in_async_function(&self, public_path: &str, title: &str, code: &str) -> String {
        // Errors, and other than generated clients, belong to teo-api, the crate of the runtime.
        let runtime = self.options.runtime.as_str();
        let path = if runtime.starts_with("crate::") { public_path } else { runtime };
        let krate = path.split("::").next().unwrap_or(path);
        let client = match self.options.client_methods {
            ClientMethods::OwnClient => public_path,
            ClientMethods::None | ClientMethods::Inherent => krate,
        };
        format!(
            "# {title}\n\n\
             ```no_run\n\
             # async fn example(client: {client}::Client) -> Result<(), {krate}::Error> {{\n\
             {code}\n\
             # Ok(())\n\
             # }}\n\
             ```"
        )
    }
}

/// The parts of a program that calls an action, formatted without indentation.
pub(super) struct CallSnippet {
    /// The `use` statement for the types of the request.
    pub(super) uses: String,
    /// The statement that builds the request.
    pub(super) request: String,
    /// The client method that takes the request.
    pub(super) method: String,
}

impl Context<'_> {
    /// Returns the parts of a program that imports these other types, too.
    pub(super) fn call_snippet(
        &self,
        public_path: &str,
        action: &ActionModel<'_>,
        request: &Map<String, Value>,
        other_imports: &[&str],
    ) -> CallSnippet {
        let mut writer = RequestWriter {
            context: self,
            action,
            imports: vec![action.request.rust_name.clone()],
        };
        let request = writer.write_structure(&action.request, request);
        let mut imports = writer.imports;
        imports.extend(other_imports.iter().map(|&import| import.to_owned()));
        let method = match self.options.client_methods {
            ClientMethods::None => "call".to_owned(),
            ClientMethods::Inherent | ClientMethods::OwnClient => action.method.clone(),
        };
        imports.sort();
        imports.dedup();
        let uses = format_statement(&match &imports[..] {
            [one] => format!("use {public_path}::{one};"),
            many => format!("use {public_path}::{{{}}};", many.join(", ")),
        });
        CallSnippet {
            uses,
            request: format_statement(&format!("let request = {request};")),
            method,
        }
    }
}

/// Writes an example request as Rust code.
struct RequestWriter<'a> {
    context: &'a Context<'a>,
    action: &'a ActionModel<'a>,
    /// The types that the code names.
    imports: Vec<String>,
}

impl RequestWriter<'_> {
    /// Writes `Name::new()` and a setter for each member of the object.
    fn write_structure(
        &mut self,
        structure: &TypeModel<'_>,
        object: &Map<String, Value>,
    ) -> String {
        self.imports.push(structure.rust_name.clone());
        let mut code = format!("{}::new()", structure.rust_name);
        for member in structure.members.iter() {
            let Some(value) = object.get(&member.spec.name).filter(|value| !value.is_null()) else {
                continue;
            };
            let value = self.write_value(&member.base, value);
            code.push_str(&format!(".{}({value})", member.field));
        }
        code
    }

    fn write_value(&mut self, base: &Base, value: &Value) -> String {
        match (base, value) {
            (Base::Enum(name), Value::Array(items)) => {
                let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                format!("[{}]", self.write_variants(name, &texts).join(", "))
            }
            (_, Value::Array(items)) => {
                let items: Vec<String> =
                    items.iter().map(|item| self.write_value(base, item)).collect();
                format!("[{}]", items.join(", "))
            }
            (Base::Structure(name), Value::Object(object)) => self.write_nested(name, object),
            (Base::Float, Value::Number(number)) => {
                format!("{:?}", number.as_f64().unwrap_or_default())
            }
            (Base::Enum(name), Value::String(text)) => self.write_variants(name, &[text]).concat(),
            (_, Value::String(text)) => format!("{text:?}"),
            (_, other) => other.to_string(),
        }
    }

    /// Writes values as variants, since the compiler reports a misspelt variant. If the enum lacks
    /// one of the values, all are written as text, since the items of a list have one type.
    fn write_variants(&mut self, name: &str, texts: &[&str]) -> Vec<String> {
        let variants =
            self.context.enums.get(name).map_or(&[][..], |enumeration| &enumeration.variants);
        let variant_path = |text: &&str| {
            let (variant, _) = variants.iter().find(|(_, value)| value.value == *text)?;
            Some(format!("{name}::{variant}"))
        };
        match texts.iter().map(variant_path).collect() {
            Some(variants) => {
                self.imports.push(name.to_owned());
                variants
            }
            None => texts.iter().map(|text| format!("{text:?}")).collect(),
        }
    }

    /// Writes a structure below the request: a typed filter, if possible, or a shared structure.
    fn write_nested(&mut self, name: &str, object: &Map<String, Value>) -> String {
        let filters =
            self.action.filters.as_ref().filter(|filters| filters.structure.rust_name == *name);
        if let Some(code) = filters.and_then(|filters| self.write_filter(filters, object)) {
            self.imports.extend(filters.map(|filters| filters.rust_name.clone()));
            return code;
        }
        match self.context.structures.get(name) {
            Some(structure) => self.write_structure(&structure.rust_type, object),
            None => format!("{name}::new()"),
        }
    }

    /// Writes the typed constructor of a filter; `None` if the action has no such filter, or if the
    /// object has members that the constructor cannot set.
    fn write_filter(
        &mut self,
        filters: &FiltersModel<'_>,
        object: &Map<String, Value>,
    ) -> Option<String> {
        let roles = filters.roles;
        let member = |role: &str| filters.structure.members.iter().find(|m| m.spec.name == *role);
        let optional_roles = [&roles.operator, &roles.fuzzy].into_iter().flatten();
        let role_members: Vec<_> =
            [&roles.name, &roles.values].into_iter().chain(optional_roles).collect();
        if object.keys().any(|key| !role_members.contains(&key)) {
            return None;
        }
        let name = object.get(&roles.name)?.as_str()?;
        let (function, spec, values_enum) =
            filters.constructors.iter().find(|(_, filter, _)| filter.name == name)?;
        let mut arguments = Vec::new();
        if let Some(role) = &roles.operator {
            let text = object.get(role)?.as_str()?;
            arguments.push(match &member(role)?.base {
                Base::Enum(name) => self.write_variants(name, &[text]).concat(),
                _ => format!("{text:?}"),
            });
        }
        let takes_one_value =
            matches!(member(&roles.values)?.shape, Shape::Plain | Shape::Optional);
        let texts: Vec<&str> = match object.get(&roles.values)? {
            Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
            other => vec![other.as_str()?],
        };
        let values = match values_enum {
            Some(name) => self.write_variants(name, &texts),
            None => texts.iter().map(|text| format!("{text:?}")).collect(),
        };
        if takes_one_value || spec.max_values == Some(1) {
            arguments.push(values.first()?.clone());
        } else {
            arguments.push(format!("[{}]", values.join(", ")));
        }
        let fuzzy = roles.fuzzy.as_ref().and_then(|role| Some((member(role)?, object.get(role)?)));
        let fuzzy = fuzzy.map(|(member, value)| format!(".{}({value})", member.field));
        let arguments = arguments.join(", ");
        Some(format!("{}::{function}({arguments}){}", filters.rust_name, fuzzy.unwrap_or_default()))
    }
}

/// Formats a statement like the rest of the code.
pub(super) fn format_statement(statement: &str) -> String {
    let Ok(parsed) = syn::parse_str(&format!("fn example() {{ {statement} }}")) else {
        return statement.to_owned();
    };
    let function = prettyplease::unparse(&parsed);
    let body = function.lines().filter_map(|line| line.strip_prefix("    "));
    body.collect::<Vec<_>>().join("\n")
}

/// Makes the first letter of a title lower-case, unless the title begins with an acronym.
pub(super) fn lower_first(title: &str) -> String {
    let mut letters = title.chars();
    let Some(first) = letters.next() else { return String::new() };
    let acronym = letters.clone().next().is_some_and(char::is_uppercase);
    if acronym { title.to_owned() } else { first.to_lowercase().chain(letters).collect() }
}
