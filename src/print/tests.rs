use super::*;

const LETTERS: &str = "Қазақша әіңғүұқөһ ӘІҢҒҮҰҚӨҺ Тоҷикӣ ғӣқӯҳҷ ҒӢҚӮҲҶ Oʻzbekcha gʻ oʻ maʼno Ўзбекча ўқғҳ Русский ёъы №₸ «—…»";

fn sheet() -> Page {
    let mut page = Page::new(Size::A6);
    let area = Area::new(8.0, 8.0, 89.0, 60.0);
    page.text(area, LETTERS, Style::new(12.0)).unwrap();
    let spans = [Span::bold("111"), Span::regular(", bepul, kecha-yu kunduz")];
    let paragraph = Paragraph::of_spans(&spans, 80.0, Style::new(11.0)).unwrap();
    page.place(&paragraph, 8.0, 70.0);
    page.code(
        &QrCode::new("https://t.me/HuquqBot?start=uz_home").unwrap(),
        8.0,
        90.0,
        40.0,
    );
    page
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let about = About {
        title: "Sheet",
        language: "kk",
    };
    let make = || pdf(&[sheet(), sheet()], about).unwrap();
    let bytes = make();
    assert!(bytes.starts_with(b"%PDF-"));
    assert_eq!(bytes, make());
    assert_eq!(png(&sheet(), 600).unwrap(), png(&sheet(), 600).unwrap());
}

#[test]
fn a_text_is_broken_so_that_every_line_fits_and_no_word_is_lost() {
    let style = Style::new(12.0);
    for width in [30.0, 45.0, 89.0] {
        let paragraph = Paragraph::new(LETTERS, width, style).unwrap();
        assert!(paragraph.is_whole() && paragraph.widest() <= width);
        let words =
            |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
        let lines: Vec<&str> = paragraph
            .pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect();
        assert_eq!(words(&lines.join(" ")), words(LETTERS));
    }
}

#[test]
fn what_does_not_fit_is_noticed() {
    let narrow = Paragraph::new("безотлагательности", 10.0, Style::new(12.0)).unwrap();
    assert!(!narrow.is_whole());
    let mut page = Page::new(Size::A6);
    let low = Area::new(8.0, 8.0, 89.0, 5.0);
    page.text(low, LETTERS, Style::new(12.0)).unwrap();
    assert!(!page.is_whole());
    let whole = |scale: f32| {
        let mut page = Page::new(Size::A6);
        page.text(
            Area::new(8.0, 8.0, 89.0, 10.0),
            LETTERS,
            Style::new(12.0 * scale),
        )?;
        Ok(page)
    };
    assert!(fit("card", 0.5, whole).unwrap().is_whole());
    let error = fit("card", 0.9, whole).unwrap_err();
    assert_eq!(
        error,
        PrintError::TooLong {
            what: "card".to_owned()
        }
    );
}

#[test]
fn a_letter_we_cannot_print_is_named() {
    assert_eq!(missing_letter(LETTERS), None);
    let error = Paragraph::new("🏫", 50.0, Style::new(10.0)).unwrap_err();
    assert!(error.to_string().contains("U+1F3EB"));
}

#[test]
fn a_word_may_change_its_weight_in_the_middle() {
    let spans = [Span::regular("a b"), Span::bold("c d"), Span::regular(".")];
    let paragraph = Paragraph::of_spans(&spans, 50.0, Style::new(10.0)).unwrap();
    let pieces: Vec<(&str, Weight)> = paragraph
        .pieces
        .iter()
        .map(|piece| (piece.text.as_str(), piece.weight))
        .collect();
    let expected = [
        ("a b", Weight::Regular),
        ("c d", Weight::Bold),
        (".", Weight::Regular),
    ];
    assert_eq!(pieces, expected);
}

#[test]
fn a_picture_must_be_one_and_reaches_for_no_file() {
    assert_eq!(Picture::new(b"nothing"), Err(PrintError::Picture));
    assert_eq!(
        Picture::new(&[0x89, b'P', b'N', b'G', 1, 2]),
        Err(PrintError::Picture)
    );
    let code = QrCode::new("x").unwrap();
    assert!(Picture::new(code.to_svg().as_bytes()).is_ok());
    assert!(Picture::new(&code.to_png(100).unwrap()).is_ok());
    let outside = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image width="9" height="9" href="/etc/hostname.png"/></svg>"#;
    let mut page = Page::new(Size::A6);
    if let Ok(picture) = Picture::new(outside) {
        page.picture(&picture, Area::new(0.0, 0.0, 50.0, 50.0), Align::Centre);
    }
    assert_eq!(png(&page, 100), png(&Page::new(Size::A6), 100));
}

#[test]
fn lines_in_the_middle_are_about_as_long_as_each_other() {
    let text = "Қонун чӣ мегӯяд ва чӣ бояд кард: ба забони шумо, ройгон.";
    let style = Style::new(12.0);
    // A little too narrow for one line, so that one word falls off its end.
    let width = 0.95 * Paragraph::new(text, 500.0, style).unwrap().widest();
    let set = |align| Paragraph::new(text, width, style.align(align)).unwrap();
    let shortest = |paragraph: &Paragraph| {
        let widths = paragraph.pieces.iter().map(|piece| piece.width);
        widths.fold(f32::MAX, f32::min)
    };
    let (left, centre) = (set(Align::Left), set(Align::Centre));
    assert_eq!(left.pieces.len(), centre.pieces.len());
    assert!(shortest(&centre) > 0.7 * centre.widest());
    assert!(
        shortest(&left) < 0.5 * left.widest(),
        "the example shows nothing"
    );
}
