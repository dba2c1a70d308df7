//! Reads `locales/<language>/*.ftl`, or reports every problem met on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent::FluentResource;
use fluent::concurrent::FluentBundle;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource};
use fluent_syntax::{parser, serializer};
use unic_langid::LanguageIdentifier;

use super::Localization;
use crate::language::{Language, Localized};
use crate::problem::Problem;
use crate::uzbek::Transliteration;

/// The language whose messages the others are compared with.
const REFERENCE: Language = Language::Russian;

/// One message as it was written.
struct Message {
    file: PathBuf,
    line: usize,
    variables: BTreeSet<String>,
}

type Messages = BTreeMap<String, Message>;

/// Reads a folder of locales. Uzbek in Cyrillic letters is derived from the Latin texts.
///
/// # Errors
///
/// Every file that cannot be read or parsed, every message that one language has and another has
/// not, and every message that takes other variables than its Russian twin.
pub fn load(folder: &Path, uzbek: &Transliteration) -> Result<Localization, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut sources = BTreeMap::new();
    let mut messages = BTreeMap::new();
    for language in Language::WRITTEN {
        let (resources, found) = read_language(&folder.join(language.tag()), &mut problems);
        sources.insert(language.tag(), resources);
        messages.insert(language.tag(), found);
    }
    compare(folder, &messages, &mut problems);
    if !problems.is_empty() {
        problems.sort();
        return Err(problems);
    }
    let bundles = Localized::new(|language| {
        let written = &sources[language.written().tag()];
        let derive = (language == Language::UzbekCyrillic).then_some(uzbek);
        bundle(language, written, derive)
    });
    let origins = Localized::new(|language| {
        messages[language.written().tag()]
            .iter()
            .map(|(id, message)| (id.clone(), (message.file.clone(), message.line)))
            .collect()
    });
    let messages = messages
        .remove(REFERENCE.tag())
        .unwrap_or_default()
        .into_iter()
        .map(|(id, message)| (id, message.variables.into_iter().collect()))
        .collect();
    Ok(Localization {
        bundles,
        messages,
        origins,
    })
}

fn read_language(folder: &Path, problems: &mut Vec<Problem>) -> (Vec<Resource<String>>, Messages) {
    let mut resources = Vec::new();
    let mut messages = Messages::new();
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "ftl"))
            .collect(),
        Err(error) => {
            problems.push(Problem::error(
                "locale-unreadable",
                folder,
                0,
                format!("this folder cannot be read: {error}"),
                "name the folder with the languages' folders by --locales or HUQUQ_LOCALES",
            ));
            return (resources, messages);
        }
    };
    files.sort();
    for file in files {
        match fs::read_to_string(&file) {
            Ok(text) => resources.push(read_file(&file, &text, &mut messages, problems)),
            Err(error) => problems.push(Problem::error(
                "locale-unreadable",
                &file,
                0,
                format!("this file cannot be read: {error}"),
                "save it as UTF-8 text and let the program read it",
            )),
        }
    }
    (resources, messages)
}

fn read_file(
    file: &Path,
    text: &str,
    messages: &mut Messages,
    problems: &mut Vec<Problem>,
) -> Resource<String> {
    let resource = match parser::parse(text.to_owned()) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            problems.extend(errors.into_iter().map(|error| {
                Problem::error(
                    "locale-syntax",
                    file,
                    line_of(text, error.pos.start),
                    format!("this is not a Fluent message: {}", error.kind),
                    "write `message-id = text`; indent the lines that follow",
                )
            }));
            resource
        }
    };
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let id = message.id.name.clone();
        let line = text
            .lines()
            .position(|line| {
                line.split_once('=')
                    .is_some_and(|(name, _)| name.trim() == id)
            })
            .map_or(0, |index| index + 1);
        let mut variables = BTreeSet::new();
        if let Some(pattern) = &message.value {
            collect_variables(pattern, &mut variables);
        }
        if messages.contains_key(&id) {
            problems.push(Problem::error(
                "locale-duplicate",
                file,
                line,
                format!("message `{id}` is written twice in this language"),
                "remove one of the two",
            ));
        }
        messages.insert(
            id,
            Message {
                file: file.to_owned(),
                line,
                variables,
            },
        );
    }
    resource
}

fn compare(folder: &Path, all: &BTreeMap<&'static str, Messages>, problems: &mut Vec<Problem>) {
    let reference = &all[REFERENCE.tag()];
    for (tag, messages) in all {
        for (id, wanted) in reference {
            match messages.get(id) {
                None => problems.push(Problem::error(
                    "locale-missing",
                    folder.join(tag),
                    0,
                    format!("message `{id}` has no text in `{tag}`"),
                    format!(
                        "translate it from {}:{}",
                        wanted.file.display(),
                        wanted.line
                    ),
                )),
                Some(found) if found.variables != wanted.variables => {
                    problems.push(Problem::error(
                        "locale-variables",
                        &found.file,
                        found.line,
                        format!(
                            "message `{id}` takes {:?} here and {:?} in `{}`",
                            found.variables,
                            wanted.variables,
                            REFERENCE.tag()
                        ),
                        "use the same variables in every language",
                    ));
                }
                Some(_) => {}
            }
        }
        for (id, found) in messages {
            if !reference.contains_key(id) {
                problems.push(Problem::error(
                    "locale-extra",
                    &found.file,
                    found.line,
                    format!("message `{id}` is not in `{}`", REFERENCE.tag()),
                    "remove it, or add it to every language",
                ));
            }
        }
    }
}

fn collect_variables(pattern: &Pattern<String>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect_from_expression(expression, variables);
        }
    }
}

fn collect_from_expression(expression: &Expression<String>, variables: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => collect_from_inline(inline, variables),
        Expression::Select { selector, variants } => {
            collect_from_inline(selector, variables);
            for variant in variants {
                collect_variables(&variant.value, variables);
            }
        }
    }
}

fn collect_from_inline(inline: &InlineExpression<String>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.clone());
        }
        InlineExpression::Placeable { expression } => {
            collect_from_expression(expression, variables);
        }
        _ => {}
    }
}

fn bundle(
    language: Language,
    resources: &[Resource<String>],
    derive: Option<&Transliteration>,
) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.written().tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // All five ways of writing run from left to right; the invisible marks would only break
    // phone numbers, addresses and the counting of letters.
    bundle.set_use_isolating(false);
    for resource in resources {
        let mut resource = resource.clone();
        if let Some(uzbek) = derive {
            for entry in &mut resource.body {
                if let Entry::Message(message) = entry
                    && let Some(pattern) = &mut message.value
                {
                    to_cyrillic(pattern, uzbek);
                }
            }
        }
        // What was parsed once parses again: the text comes from the parsed tree itself.
        let text = serializer::serialize(&resource);
        let parsed = match FluentResource::try_new(text) {
            Ok(parsed) | Err((parsed, _)) => parsed,
        };
        bundle.add_resource_overriding(parsed);
    }
    bundle
}

fn to_cyrillic(pattern: &mut Pattern<String>, uzbek: &Transliteration) {
    for element in &mut pattern.elements {
        match element {
            PatternElement::TextElement { value } => *value = uzbek.to_cyrillic(value),
            PatternElement::Placeable {
                expression: Expression::Select { variants, .. },
            } => {
                for variant in variants {
                    to_cyrillic(&mut variant.value, uzbek);
                }
            }
            PatternElement::Placeable { .. } => {}
        }
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    text.bytes()
        .take(byte)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}
