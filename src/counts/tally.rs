//! The numbers of a period, in memory and as bytes.
//!
//! What they are numbers of is told in `tables`, how they are read in `margins`.

use super::tables::{BLOCK_CELLS, CELLS, Cell, Part, Scalar, WEEK_CELLS, remapped};
use super::vocabulary::{Remap, TEXT_BYTES_MAX, Vocabulary};

/// The numbers of a period under the names of its time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tally {
    vocabulary: Vocabulary,
    cells: Vec<u32>,
    /// Of the cells that count accounts: the most of an earlier stretch. Nobody is in one stretch
    /// twice, so the greater of the two is how many accounts there are at least.
    largest: Vec<u32>,
    /// The account map that counted last; another one begins a new stretch of the week.
    counted_by: u64,
}

impl Tally {
    pub fn empty(vocabulary: Vocabulary) -> Self {
        Self {
            vocabulary,
            cells: vec![0; CELLS],
            largest: vec![0; CELLS],
            counted_by: 0,
        }
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub fn cell(&self, cell: Cell) -> u32 {
        self.cells[cell.index()]
    }

    pub fn cell_of(&self, scalar: Scalar) -> u32 {
        self.cell(Cell::scalar(scalar))
    }

    /// How many accounts a cell counts at least; for cells of twins.
    pub fn accounts(&self, cell: Cell) -> u32 {
        self.cells[cell.index()].max(self.largest[cell.index()])
    }

    /// Adds what an account map counted since it last did, in the cells of one part.
    pub fn add(&mut self, part: Part, counted_by: u64, vocabulary: &Vocabulary, change: &[i64]) {
        let joined = self.joined(vocabulary);
        let change = remapped(change, &Remap::between(vocabulary, &joined));
        if self.counted_by != counted_by {
            self.begin_stretch(part);
        }
        self.counted_by = counted_by;
        for index in part.cells() {
            let sum = i64::from(self.cells[index]) + change[index];
            self.cells[index] = u32::try_from(sum.max(0)).unwrap_or(u32::MAX);
        }
    }

    /// Takes a week's own numbers into the block it lies in.
    pub fn add_week(&mut self, week: &Self) {
        let joined = self.joined(&week.vocabulary);
        let remap = Remap::between(&week.vocabulary, &joined);
        let cells = remapped(&week.cells, &remap);
        let least = remapped(&week.least(), &remap);
        let twins = Part::Week.twins();
        for index in Part::Week.cells() {
            if twins.contains(&index) {
                self.largest[index] = self.largest[index].max(least[index]);
            } else {
                self.cells[index] = self.cells[index].saturating_add(cells[index]);
            }
        }
    }

    /// Notes how many accounts a week of the block had.
    pub fn add_accounts(&mut self, accounts: u32) {
        let place = Cell::scalar(Scalar::AccountWeeks).index();
        self.cells[place] = self.cells[place].saturating_add(accounts);
    }

    fn least(&self) -> Vec<u32> {
        let pairs = self.cells.iter().zip(&self.largest);
        pairs.map(|(cell, largest)| *cell.max(largest)).collect()
    }

    /// Makes room for the names of another vocabulary.
    fn joined(&mut self, vocabulary: &Vocabulary) -> Vocabulary {
        let joined = self.vocabulary.joined_by(vocabulary);
        let remap = Remap::between(&self.vocabulary, &joined);
        self.cells = remapped(&self.cells, &remap);
        self.largest = remapped(&self.largest, &remap);
        self.vocabulary = joined.clone();
        joined
    }

    fn begin_stretch(&mut self, part: Part) {
        for index in part.twins() {
            self.largest[index] = self.largest[index].max(self.cells[index]);
            self.cells[index] = 0;
        }
        if part == Part::Week {
            let running = Cell::scalar(Scalar::SegmentAccounts).index();
            let largest = Cell::scalar(Scalar::SegmentAccountsLargest).index();
            self.cells[largest] = self.cells[largest].max(self.cells[running]);
            self.cells[running] = 0;
            self.cells[Cell::scalar(Scalar::Segments).index()] += 1;
        }
    }

    /// Writes one part: always the same number of bytes, whatever was counted.
    pub fn to_bytes(&self, part: Part, period: u32) -> Vec<u8> {
        let names = self.vocabulary.to_text();
        let mut bytes = Vec::with_capacity(BLOB_BYTES);
        bytes.extend_from_slice(BLOB_MAGIC);
        for number in [BLOB_VERSION, part as u32, period, names.len() as u32] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&self.counted_by.to_le_bytes());
        bytes.extend_from_slice(names.as_bytes());
        bytes.resize(BLOB_HEAD + TEXT_BYTES_MAX, 0);
        for cell in self.written(part) {
            bytes.extend_from_slice(&cell.to_le_bytes());
        }
        bytes.resize(BLOB_BYTES - CHECK_BYTES, 0);
        let check = blake3::hash(&bytes);
        bytes.extend_from_slice(&check.as_bytes()[..CHECK_BYTES]);
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub fn from_bytes(part: Part, period: u32, bytes: &[u8]) -> Result<Self, BlobError> {
        let (body, check) = bytes
            .split_last_chunk::<CHECK_BYTES>()
            .ok_or(BlobError::Damaged)?;
        if !bytes.starts_with(BLOB_MAGIC) || bytes.len() < BLOB_HEAD {
            return Err(BlobError::Damaged);
        }
        if number_at(bytes, 4) != BLOB_VERSION {
            return Err(BlobError::Version);
        }
        let intact = blake3::hash(body).as_bytes()[..CHECK_BYTES] == check[..]
            && bytes.len() == BLOB_BYTES
            && number_at(bytes, 8) == part as u32
            && number_at(bytes, 12) == period;
        if !intact {
            return Err(BlobError::Damaged);
        }
        let names = BLOB_HEAD..BLOB_HEAD + number_at(bytes, 16) as usize;
        let vocabulary = bytes
            .get(names)
            .and_then(|names| std::str::from_utf8(names).ok())
            .and_then(Vocabulary::from_text)
            .ok_or(BlobError::Damaged)?;
        let mut tally = Self::empty(vocabulary);
        tally.counted_by = u64::from(number_at(bytes, 20)) | u64::from(number_at(bytes, 24)) << 32;
        let mut numbers = (BLOB_HEAD + TEXT_BYTES_MAX..)
            .step_by(4)
            .map(|at| number_at(bytes, at));
        for part in parts_in(part) {
            for (index, number) in part.cells().zip(&mut numbers) {
                tally.cells[index] = number;
            }
            for (index, number) in part.twins().zip(&mut numbers) {
                tally.largest[index] = number;
            }
        }
        Ok(tally)
    }

    fn written(&self, part: Part) -> impl Iterator<Item = u32> {
        parts_in(part).iter().flat_map(|part| {
            let cells = &self.cells[part.cells()];
            cells.iter().chain(&self.largest[part.twins()]).copied()
        })
    }
}

/// What is written of a period: a block also has the tables of its small weeks.
const fn parts_in(part: Part) -> &'static [Part] {
    match part {
        Part::Week => &[Part::Week],
        Part::Block => &[Part::Week, Part::Block],
        Part::Memory => &[],
    }
}

const BLOB_MAGIC: &[u8; 4] = b"HQTL";
const BLOB_VERSION: u32 = 2;
const BLOB_HEAD: usize = 28;
const BLOB_BYTES: usize = 16 * 1024;
const CHECK_BYTES: usize = 8;
const NUMBERS_MAX: usize = WEEK_CELLS + BLOCK_CELLS + Part::Week.twins().end
    - Part::Week.twins().start
    + Part::Block.twins().end
    - Part::Block.twins().start;
const _: () = assert!(BLOB_HEAD + TEXT_BYTES_MAX + NUMBERS_MAX * 4 + CHECK_BYTES <= BLOB_BYTES);

/// The number at a place that is known to exist.
fn number_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].try_into().map_or(0, u32::from_le_bytes)
}

/// Why stored numbers could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlobError {
    Damaged,
    /// Written by another version of this program.
    Version,
}
