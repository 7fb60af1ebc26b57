"""Documents by the folders they lie in."""

from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.tree import by_folder


def documents(*paths: str) -> list[Document]:
    return [Document(DocumentId(path), path, -1, "") for path in paths]


def test_a_folder_s_own_documents_come_before_the_folders_in_it() -> None:
    tree = by_folder(documents("d/1.txt", "d/b/2.txt", "d/b/10/3.txt", "d/b/9/4.txt", "d/c.txt"))
    ordered = ["d/1.txt", "d/c.txt", "d/b/2.txt", "d/b/9/4.txt", "d/b/10/3.txt"]
    assert [each.id.path for each in tree.documents] == ordered
    assert [tuple(each) for each in tree.folders] == [
        ("d", "d", 0, 0, 2, 5),
        ("d/b", "b", 1, 2, 1, 3),
        ("d/b/9", "9", 2, 3, 1, 1),
        ("d/b/10", "10", 2, 4, 1, 1),
    ]


def test_a_folder_of_one_folder_is_shown_as_one_with_it() -> None:
    tree = by_folder(documents("/far/news/2024/a.txt", "/far/news/2025/01/b.txt", "z.zip/in/c.txt", "d.txt"))
    assert [(each.name, each.depth, each.within) for each in tree.folders] == [
        ("", 0, 1),
        ("/far/news", 0, 2),
        ("2024", 1, 1),
        ("2025/01", 1, 1),
        ("z.zip/in", 0, 1),
    ]


@given(st.lists(st.lists(st.sampled_from(["a", "b", "1"]), min_size=1, max_size=4).map("/".join), max_size=30))
def test_every_document_is_in_the_folders_it_lies_in_and_no_other(paths: list[str]) -> None:
    given_ = documents(*(f"{path}/x{n}.txt" for n, path in enumerate(paths)))
    tree = by_folder(given_)
    assert sorted(each.id for each in tree.documents) == sorted(each.id for each in given_)
    for folder in tree.folders:
        inside = [each for each in given_ if each.id.path.startswith(f"{folder.path}/")]
        assert set(tree.documents[folder.first : folder.first + folder.within]) == set(inside)
        own = tree.documents[folder.first : folder.first + folder.own]
        assert own == [each for each in inside if "/" not in each.id.path[len(folder.path) + 1 :]]
    assert sum(each.own for each in tree.folders) == len(given_)


def test_one_that_is_cancelled_is_empty() -> None:
    assert by_folder(documents("a/b.txt"), lambda: True) == ((), ())
