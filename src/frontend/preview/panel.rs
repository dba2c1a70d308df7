//! What stands beside a talk: what was understood and what is counted, for its makers.

use super::page::{Html, View};
use super::talks::Step;
use crate::content::TopicId;
use crate::conversation::{Event, Outcome, Source};
use crate::counts::Recorded;
use crate::intent::{Decision, Way};
use crate::understanding::Understood;

impl View<'_> {
    pub(super) fn panel(&self, html: &mut Html) {
        html.raw("<aside id=\"panel\" aria-labelledby=\"panel-title\">\n<h2 id=\"panel-title\">")
            .text(&self.word("preview-panel"))
            .raw("</h2>\n<p class=\"note\">")
            .text(&self.word("preview-panel-about"))
            .raw("</p>\n");
        let mut steps = self.talk.steps.iter().rev();
        if let Some(step) = steps.next() {
            self.step(html, step);
        }
        if steps.len() > 0 {
            html.raw("<details><summary>")
                .text(&self.word("preview-earlier"))
                .raw("</summary>\n");
            for step in steps {
                self.step(html, step);
            }
            html.raw("</details>\n");
        }
        self.as_test(html);
        html.raw("</aside>\n");
    }

    fn step(&self, html: &mut Html, step: &Step) {
        html.raw("<dl>\n");
        self.pair(html, "preview-did", step.line.as_str());
        self.pair(html, "preview-screen", &step.insight.screen);
        self.pair(html, "preview-language", step.insight.language.own_name());
        if let Some(understood) = &step.insight.understood {
            self.pair(html, "preview-guess", &self.guess(understood));
            self.pair(
                html,
                "preview-decision",
                &self.decision(&understood.decision),
            );
        }
        html.raw("<dt>")
            .text(&self.word("preview-counted"))
            .raw("</dt>\n");
        for event in &step.insight.events {
            html.raw("<dd>").text(&self.event(event)).raw("</dd>\n");
        }
        let recorded = match step.recorded {
            _ if step.insight.events.is_empty() => "preview-counted-nothing",
            Recorded::Counted => "preview-recorded-counted",
            Recorded::Repeated => "preview-recorded-repeated",
            Recorded::StaleTag => "preview-error",
        };
        html.raw("<dd class=\"note\">")
            .text(&self.word(recorded))
            .raw("</dd>\n</dl>\n");
    }

    fn pair(&self, html: &mut Html, name: &str, value: &str) {
        html.raw("<dt>")
            .text(&self.word(name))
            .raw("</dt>\n<dd>")
            .text(value)
            .raw("</dd>\n");
    }

    fn guess(&self, understood: &Understood) -> String {
        let Some(guess) = understood.guess else {
            return self.word("preview-guess-none");
        };
        let sure = self.word(if guess.is_clear {
            "preview-guess-clear"
        } else {
            "preview-guess-unsure"
        });
        let mut text = format!("{} — {sure}", guess.language.own_name());
        if guess.is_kyrgyz {
            text.push_str(", ");
            text.push_str(&self.word("preview-guess-kyrgyz"));
        }
        text
    }

    fn decision(&self, decision: &Decision) -> String {
        let (id, topics): (_, Vec<&TopicId>) = match decision {
            Decision::Answer(topic) => ("preview-decision-answer", vec![topic]),
            Decision::Suggest(topics) => ("preview-decision-suggest", topics.iter().collect()),
            Decision::Category(category) => {
                let word = self.word("preview-decision-category");
                return format!("{word}: {category}");
            }
            Decision::Urgent(topic) => {
                ("preview-decision-urgent", topic.iter().collect::<Vec<_>>())
            }
            Decision::Smalltalk(_) => ("preview-decision-smalltalk", Vec::new()),
            Decision::Lost => ("preview-decision-lost", Vec::new()),
        };
        let named: Vec<String> = topics.into_iter().map(|topic| self.topic(topic)).collect();
        if named.is_empty() {
            self.word(id)
        } else {
            format!("{}: {}", self.word(id), named.join("; "))
        }
    }

    /// A topic by its title, with the id that files and tests use.
    fn topic(&self, id: &TopicId) -> String {
        match self.catalog.topic(id) {
            Some(topic) => format!("«{}» ({id})", topic.texts.get(self.language()).title),
            None => id.to_string(),
        }
    }

    fn event(&self, event: &Event) -> String {
        match event {
            Event::Question {
                language,
                topic,
                way,
                outcome,
            } => {
                let mut parts = vec![self.word(outcome_word(*outcome)), self.word(way_word(*way))];
                parts.extend(topic.iter().map(|topic| self.topic(topic)));
                parts.extend(language.map(|language| language.own_name().to_owned()));
                format!("{}: {}", self.word("preview-question"), parts.join(", "))
            }
            Event::SuggestionAccepted { topic } => format!(
                "{}: {}",
                self.word("preview-suggestion-accepted"),
                self.topic(topic)
            ),
            Event::Unmet { category } => format!("{}: {category}", self.word("preview-unmet")),
            Event::Start { source } => {
                let source = match source {
                    Source::Campaign(code) => code.to_string(),
                    Source::Direct => self.word("preview-source-direct"),
                    Source::Unknown => self.word("preview-source-unknown"),
                };
                format!("{}: {source}", self.word("preview-start"))
            }
            Event::CardOpened => self.word("preview-card-opened"),
            Event::PrivacyOpened => self.word("preview-privacy-opened"),
            Event::Helpful { topic, yes } => {
                let word = self.word(if *yes {
                    "preview-helpful-yes"
                } else {
                    "preview-helpful-no"
                });
                format!("{word}: {}", self.topic(topic))
            }
        }
    }

    /// The talk as a conversation test, to be copied into a file.
    fn as_test(&self, html: &mut Html) {
        let names = [
            ("ending", ".txt"),
            ("folder", "tests/conversations"),
            ("command", "huquq chat --script"),
        ];
        let about = self
            .localization
            .text(self.language(), "preview-as-test-about", &names);
        html.raw("<details><summary>")
            .text(&self.word("preview-as-test"))
            .raw("</summary>\n<p class=\"note\">")
            .text(&about)
            .raw("</p>\n<pre lang=\"zxx\" tabindex=\"0\">");
        if let Some(language) = self.talk.client_language {
            html.raw("language: ").text(language.tag()).raw("\n");
        }
        for step in &self.talk.steps {
            html.text(step.line.as_str()).raw("\n");
            for fact in step.insight.facts() {
                if fact.starts_with("screen") || fact.starts_with("counted") {
                    html.raw("= ").text(&fact).raw("\n");
                }
            }
        }
        html.raw("</pre></details>\n");
    }
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "preview-outcome-answered",
        Outcome::DidYouMean => "preview-outcome-did-you-mean",
        Outcome::Unanswered => "preview-outcome-unanswered",
        Outcome::Urgent => "preview-outcome-urgent",
    }
}

fn way_word(way: Way) -> &'static str {
    match way {
        Way::Typed => "preview-way-typed",
        Way::Button => "preview-way-button",
        Way::Link => "preview-way-link",
    }
}
