//! The trend as a picture: accounts and questions by week, told apart without colour.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Figures;
use super::labels::Labels;
use crate::counts::release::Release;

/// Width and height in pixels.
pub(super) const SIZE: (u32, u32) = (720, 230);

/// As many weeks are named below the picture; of more, some.
const WEEK_LABELS_MAX: usize = 13;

/// A line of the picture.
struct Line {
    title: String,
    /// One number a week; none where it is not shown.
    numbers: Vec<Option<u64>>,
}

type Drawing<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Failed<'a> = DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>;

/// Draws the accounts and questions of weeks.
pub(super) fn of_weeks(weeks: &[&Release], labels: &Labels<'_>) -> Option<String> {
    let names: Vec<String> = weeks.iter().map(|week| week.period.to_string()).collect();
    let figures = || weeks.iter().map(|week| Figures::of(week));
    let accounts = Line {
        title: labels.word("accounts", &[]),
        numbers: figures().map(|figures| figures.accounts).collect(),
    };
    let questions = Line {
        title: labels.word("questions", &[]),
        numbers: figures().map(|figures| figures.questions).collect(),
    };
    trend(&names, &accounts, &questions)
}

/// Draws one line solid with dots, the other dashed with squares, as SVG. None when there is
/// nothing to connect.
fn trend(weeks: &[String], solid: &Line, dashed: &Line) -> Option<String> {
    let shown = solid.numbers.iter().chain(&dashed.numbers).flatten();
    let most = shown.copied().max()?;
    if weeks.len() < 2 {
        return None;
    }
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        draw(&area, weeks, solid, dashed, most).ok()?;
        area.present().ok()?;
    }
    Some(svg)
}

fn draw<'a>(
    area: &Drawing<'a>,
    weeks: &[String],
    solid: &Line,
    dashed: &Line,
    most: u64,
) -> Result<(), Failed<'a>> {
    let last = weeks.len() as i32 - 1;
    let mut chart = ChartBuilder::on(area)
        .margin(6)
        .margin_right(120)
        .x_label_area_size(22)
        .y_label_area_size(44)
        .build_cartesian_2d(0..last, 0..most + most / 10 + 1)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(weeks.len().min(WEEK_LABELS_MAX))
        .y_labels(5)
        .light_line_style(TRANSPARENT)
        .bold_line_style(BLACK.mix(0.15))
        .label_style(("sans-serif", 11))
        .x_label_formatter(&|place| {
            let week = usize::try_from(*place)
                .ok()
                .and_then(|place| weeks.get(place));
            // The year stands in the table below.
            week.map_or(String::new(), |week| week.split('-').skip(1).collect())
        })
        .draw()?;
    for run in runs(&solid.numbers) {
        chart.draw_series(LineSeries::new(run.clone(), BLACK.stroke_width(2)))?;
        chart.draw_series(run.into_iter().map(|at| Circle::new(at, 3, BLACK.filled())))?;
    }
    for run in runs(&dashed.numbers) {
        let style = BLACK.mix(0.6).stroke_width(2);
        chart.draw_series(DashedLineSeries::new(run.clone(), 6, 4, style))?;
        let square = |at| EmptyElement::at(at) + Rectangle::new([(-3, -3), (3, 3)], BLACK);
        chart.draw_series(run.into_iter().map(square))?;
    }
    let beside = TextStyle::from(("sans-serif", 12)).pos(Pos::new(HPos::Left, VPos::Center));
    for line in [solid, dashed] {
        if let Some(run) = runs(&line.numbers).pop()
            && let Some(at) = run.last()
        {
            let (x, y) = chart.backend_coord(at);
            area.draw(&Text::new(line.title.as_str(), (x + 10, y), beside.clone()))?;
        }
    }
    Ok(())
}

/// Numbers of weeks that follow each other: a line is not drawn over a week that shows none.
fn runs(numbers: &[Option<u64>]) -> Vec<Vec<(i32, u64)>> {
    let mut runs: Vec<Vec<(i32, u64)>> = Vec::new();
    let mut follows = false;
    for (week, number) in (0..).zip(numbers) {
        if let Some(number) = number {
            match runs.last_mut().filter(|_| follows) {
                Some(run) => run.push((week, *number)),
                None => runs.push(vec![(week, *number)]),
            }
        }
        follows = number.is_some();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(title: &str, numbers: &[Option<u64>]) -> Line {
        Line {
            title: title.to_owned(),
            numbers: numbers.to_vec(),
        }
    }

    #[test]
    fn a_line_stops_at_a_week_that_shows_nothing() {
        let numbers = [Some(20), None, Some(30), Some(40)];
        assert_eq!(runs(&numbers), [vec![(0, 20)], vec![(2, 30), (3, 40)]]);
    }

    #[test]
    fn a_picture_names_its_lines_and_is_the_same_each_time() {
        let weeks: Vec<String> = (5..9).map(|week| format!("2026-W{week:02}")).collect();
        let accounts = line("Accounts <1>", &[Some(20), None, Some(30), Some(40)]);
        let questions = line("Questions", &[Some(50), None, Some(60), Some(45)]);
        let svg = trend(&weeks, &accounts, &questions).unwrap();
        assert!(svg.contains("Accounts &lt;1&gt;") && svg.contains("Questions"));
        assert!(svg.contains("W08") && svg.ends_with("</svg>\n"));
        assert_eq!(trend(&weeks, &accounts, &questions), Some(svg));
        let nothing = line("", &[None; 4]);
        assert_eq!(trend(&weeks, &nothing, &nothing), None);
    }
}
