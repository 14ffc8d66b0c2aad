"""One complete run of a class, as people see it: from a roster file to a certificate that an auditor traces back.

import → class → pairing → sign in → learn → check in → log and confirm → exam → issue → verify → revoke → coverage
→ export. Each act is one step of the same story on the same running product.
"""

import io
import re
import sqlite3
import time
import zipfile
from contextlib import closing
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from lms.people.rules import id_number_check
from tests.journeys.browser import slowed
from tests.journeys.conftest import PHONE
from tests.journeys.product import Product
from tests.journeys.sitting import tick
from tests.journeys.soundness import faults_of

pytestmark = pytest.mark.journey

NAME, MENTOR_NAME = "魏小满", "郑重山"
PHONE_NUMBER, MENTOR_PHONE = "19900009001", "19900009002"
ROSTER, CLASS = "首席医师培训班第二期学员", "首席医师培训班（第二期）"
HEADER = ["姓名", "身份证号", "手机号", "工作单位", "机构代码", "人员类别", "职称", "学历", "执业资格", "任职开始日期"]


def id_number(birth: str, serial: int) -> str:
    body = f"370799{birth}{serial:03d}"
    return body + id_number_check(body)


def roster_file(place: tuple[str, str], *, spoiled: bool = False) -> bytes:
    """A roster as a hospital sends it: a doctor and a mentor, with a full-width phone number and a date as text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    name, code = place
    number = "370799198803120019" if spoiled else id_number("19880312", 1)
    wide_phone = PHONE_NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    sheet.append(
        [NAME, number, wide_phone, name, code, "乡镇卫生院医生", "主治医师", "本科", "执业医师", "2019年7月1日"]
    )
    row = [MENTOR_NAME, id_number("19700101", 2), MENTOR_PHONE, "潍坊市第二人民医院", "DEMO-WF2Y", "医院医生"]
    sheet.append([*row, "主任医师", "硕士", "执业医师", "2000-07-01"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def shell(product: Product, code: str) -> str:
    """Run Python in the product: only for what a journey cannot wait for or may not see."""
    return product.manage("shell", "--no-imports", "-v", "0", "-c", code).strip()


def choose(page: Page, field: str, words: str) -> None:
    """Choose ``words`` in one of Wagtail's choosers.

    The list shown before the search is emptied: a click upon it as it is replaced would be lost.
    """
    page.locator(f"#id_{field}-chooser").get_by_role("button").first.click()
    modal = page.locator(".modal-dialog")
    modal.locator("#search-results").evaluate("list => list.replaceChildren()")
    modal.locator("input[name=q]").fill(words)
    modal.get_by_role("link", name=words, exact=False).first.click()
    expect(page.locator(f"#id_{field}-chooser")).to_contain_text(words)


def save(page: Page) -> None:
    """Send Wagtail's form by keyboard: its calendar may open late and lie over the button."""
    page.locator("form button[type=submit]").last.press("Enter")


def upload(page: Page, product: Product, content: bytes) -> None:
    page.goto(f"{product.url}/admin/imports/new/")
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": "名册.xlsx", "mimeType": sheet, "buffer": content})
    choose(page, "keeper", "潍坊市第二人民医院")
    page.locator("#id_roster_name").fill(ROSTER)
    page.locator("form[enctype] button[type=submit]").click()


@pytest.fixture(scope="module")
def place(product: Product) -> tuple[str, str]:
    """A township hospital in 寿光, where the county auditor looks."""
    code = (
        "from lms.people.models import Organisation as O;"
        "o=O.objects.filter(kind='township',division__county__code='370783000000').order_by('code')[0];"
        "print(o.name+'|'+o.code)"
    )
    name, code = shell(product, code).splitlines()[-1].split("|")
    return name, code


def fresh_page(browser: Browser, **options: object) -> Page:
    context = browser.new_context(locale="zh-CN", **options)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    return slowed(context.new_page())


@pytest.fixture(scope="module")
def office(browser: Browser, product: Product):
    """The scheme manager at a desk."""
    page = fresh_page(browser, viewport={"width": 1280, "height": 900}, accept_downloads=True)
    product.sign_in(page, "scheme_manager")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def doctor(browser: Browser):
    page = fresh_page(browser, viewport=PHONE, has_touch=True, is_mobile=True)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def mentor(browser: Browser):
    page = fresh_page(browser, viewport=PHONE, has_touch=True, is_mobile=True)
    yield page
    page.context.close()


def finish_job(page: Page) -> None:
    """Watch a job's progress bar to its end, and go on to where it leads."""
    expect(page).to_have_url(re.compile(r"/jobs/\d+/"))
    expect(page.get_by_role("link", name="继续")).to_be_visible(timeout=120_000)
    page.get_by_role("link", name="继续").click()


def test_1_a_spoiled_roster_is_refused_and_written_nowhere(office: Page, product: Product, place, shots):
    upload(office, product, roster_file(place, spoiled=True))
    finish_job(office)
    expect(office.locator("main")).to_contain_text("身份证号")
    expect(office.locator("main")).to_contain_text("校验")
    office.screenshot(path=shots / "run-1-refused.png", full_page=True)

    assert (
        shell(product, f"from lms.people.models import Person;print(Person.objects.filter(name='{NAME}').count())")
        == "0"
    )


def test_2_a_right_roster_is_checked_then_imported(office: Page, product: Product, place, shots):
    upload(office, product, roster_file(place))
    finish_job(office)
    office.screenshot(path=shots / "run-2-checked.png", full_page=True)
    office.locator("form[action$='/approve/'] button").click()
    finish_job(office)
    expect(office.locator("main")).to_contain_text("导入")
    expect(office.locator("form[action$='/approve/']")).to_have_count(0)
    office.screenshot(path=shots / "run-2-imported.png", full_page=True)


def test_3_a_class_is_opened_for_the_roster_and_its_people_enrolled(office: Page, product: Product, shots):
    office.goto(f"{product.url}/admin/training_class/new/")
    office.locator("#id_scheme").select_option(label="基层慢病（呼吸病）首席医师培训")
    office.locator("#id_name").fill(CLASS)
    choose(office, "roster", ROSTER)
    choose(office, "organiser", "潍坊市第二人民医院")
    today = timezone.localdate()
    office.locator("#id_starts_on").fill((today - timedelta(days=1)).isoformat())
    office.locator("#id_ends_on").fill((today + timedelta(days=60)).isoformat())
    save(office)
    expect(office).not_to_have_url(re.compile("/new/$"))
    office.goto(f"{product.url}/admin/training_class/")
    office.get_by_role("link", name=CLASS).first.click()
    enrol = office.locator("form[action$='/enrol/'] button")
    enrol.click()
    expect(office.locator("main")).to_contain_text(NAME)
    office.screenshot(path=shots / "run-3-class.png", full_page=True)


def test_3b_the_course_editor_opens_the_exam_to_the_class(browser: Browser, product: Product, shots):
    editor = fresh_page(browser, viewport={"width": 1280, "height": 900})
    product.sign_in(editor, "course_editor")
    editor.goto(f"{product.url}/admin/exams/exams/")
    editor.get_by_role("link", name="结业考试").first.click()
    expect(editor.get_by_label("基层慢病（呼吸病）首席医师培训班学员名册")).to_be_checked()
    editor.get_by_label(ROSTER).check()
    save(editor)
    expect(editor).to_have_url(re.compile(r"/exams/exams/$"))
    editor.screenshot(path=shots / "run-3-exam.png", full_page=True)
    editor.context.close()


def test_4_the_doctor_is_paired_with_the_mentor(office: Page, product: Product, shots):
    office.goto(f"{product.url}/admin/mentoring/pairings/new/")
    choose(office, "mentor", MENTOR_NAME)
    choose(office, "mentee", NAME)
    choose(office, "organiser", "潍坊市第二人民医院")
    office.locator("#id_starts_on").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    save(office)
    expect(office).to_have_url(re.compile(r"/pairings/$"))
    expect(office.locator("main")).to_contain_text(MENTOR_NAME)


def test_5_the_doctor_signs_in_by_code_and_sees_what_to_do(doctor: Page, product: Product, shots):
    product.sign_in_by_code(doctor, PHONE_NUMBER)
    doctor.goto(product.url)
    expect(doctor.locator("body")).to_contain_text("还差")
    for word in ("讲座", "实操", "带教", "考试"):
        expect(doctor.locator("main, .hero").first).to_be_visible()
        expect(doctor.locator("body")).to_contain_text(word)
    doctor.screenshot(path=shots / "run-5-desk.png", full_page=True)


def test_6_three_lessons_are_learned(doctor: Page, product: Product, shots):
    doctor.goto(f"{product.url}/courses/copd/")
    for number in (1, 2, 3):
        doctor.goto(f"{product.url}/courses/copd/copd-{number}/")
        opening = doctor.locator("main form[action$='/open/'] button")
        if opening.count():
            opening.first.click()
            # A click ends when the next page begins to come: what its scripts do is there when it has loaded.
            doctor.wait_for_load_state()
        if number == 1:
            doctor.locator("#finish form button").click()
            expect(doctor.locator("#finish [data-code]")).to_be_visible()
        doctor.wait_for_timeout(16_000)
        doctor.locator("#finish form[action$='/finish/'] button").click()
        expect(doctor.locator("#finish .notice--success")).to_be_visible()
    doctor.screenshot(path=shots / "run-6-lesson.png", full_page=True)
    assert faults_of(doctor) == []


def test_7_two_lectures_and_a_practical_are_checked_into(doctor: Page, office: Page, product: Product, shots):
    ids = shell(product, SCHEDULE).splitlines()[-1].split()
    for number, lecture_id in enumerate(ids):
        office.goto(f"{product.url}/live/{lecture_id}/projector/")
        code = re.search(r"\d{6}", office.inner_text("body").replace(" ", ""))
        assert code
        if number == 0:
            office.screenshot(path=shots / "run-7-projector.png")
            doctor.goto(f"{product.url}/live/{lecture_id}/")
            doctor.locator("#attendance input[name=code]").fill("000000" if code.group() != "000000" else "111111")
            doctor.locator("#attendance form button").first.click()
            expect(doctor.locator("[data-code]").first).to_be_visible()
            assert faults_of(doctor) == []
        doctor.goto(f"{product.url}/live/{lecture_id}/check-in/?code={code.group()}")
        send = doctor.locator("main form button")
        if send.count() and not doctor.locator("#attendance .notice--success").count():
            send.first.click()
        expect(doctor.locator("#attendance .notice--success").first).to_be_visible()
    doctor.screenshot(path=shots / "run-7-checked-in.png", full_page=True)
    assert faults_of(doctor) == []


SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from courses.live.actions.scheduling import LecturePlan, create_lecture
from lms.people.models import Organisation
from lms.records.models import Subject
now = timezone.now(); hospital = Organisation.objects.get(code='DEMO-WF2Y')
made = []
for title, kind, mode in (('甲', 'lecture', 'online'), ('乙', 'lecture', 'online'), ('丙', 'practical', 'onsite')):
    plan = LecturePlan(title='第二期' + title, speaker_name='郑重山', organiser=hospital, kind=kind, mode=mode,
        starts_at=now - timedelta(minutes=50), ends_at=now + timedelta(seconds=45),
        subjects=list(Subject.objects.filter(code='respiratory')))
    made.append(str(create_lecture(plan, by=None, at=now).pk))
print(' '.join(made))
"""


def test_8_the_mentor_logs_three_sessions_and_the_doctor_confirms_each(
    mentor: Page, doctor: Page, product: Product, shots
):
    product.sign_in_by_code(mentor, MENTOR_PHONE)
    for minutes_ago in (60, 40, 20):
        began = timezone.localtime() - timedelta(minutes=minutes_ago)
        mentor.goto(f"{product.url}/mentoring/log/")
        mentor.locator("input[name=topic]").fill("慢阻肺门诊病例讨论")
        mentor.locator("details summary").click()
        mentor.locator("input[name=other_minutes]").fill("10")
        mentor.locator("input[name=day]").fill(f"{began:%Y-%m-%d}")
        mentor.locator("input[name=began]").fill(f"{began:%H:%M}")
        if minutes_ago == 60:
            mentor.screenshot(path=shots / "run-8-log.png", full_page=True)
        mentor.locator("form.pick button[type=submit], form.pick > button").last.click()
        expect(mentor).not_to_have_url(re.compile("/log/$"))
    for _each in range(3):
        doctor.goto(f"{product.url}/mentoring/")
        doctor.locator("section").first.locator(".list__title a").first.click()
        doctor.locator("form[action$='/confirm/'] button").click()
    expect(doctor.locator("body")).to_contain_text("已确认")
    doctor.screenshot(path=shots / "run-8-confirmed.png", full_page=True)
    assert faults_of(doctor) == []


def test_9_the_exam_is_taken_and_survives_a_reload(doctor: Page, product: Product, shots):
    doctor.goto(f"{product.url}/exams/")
    doctor.get_by_role("link", name="结业考试").first.click()
    doctor.locator("form[action$='/start/'] button").click()
    expect(doctor).to_have_url(re.compile(r"/sittings/\d+/"))
    sitting = re.search(r"/sittings/(\d+)/", doctor.url)
    assert sitting
    # What is right is nowhere in the page: it is asked of the database.
    right = shell(product, RIGHT.format(sitting=sitting.group(1))).splitlines()[-1]
    places = [[int(place) for place in each.split(",")] for each in right.split()]
    for position, wanted in enumerate(places, start=1):
        boxes = doctor.locator(f"#q{position} input:not([type=hidden])")
        for place in wanted:
            tick(boxes.nth(place))
        if position == 3:
            doctor.wait_for_timeout(1500)
            doctor.reload()
            expect(doctor.locator("[data-answered]")).to_have_text("3")
    doctor.wait_for_timeout(2000)
    doctor.screenshot(path=shots / "run-9-sitting.png")
    assert faults_of(doctor) == []
    doctor.locator("button[value=submit]").click()
    doctor.locator("dialog button[value=yes]").click()
    expect(doctor).to_have_url(re.compile("/receipt/"))
    expect(doctor.locator("main")).to_contain_text("100")
    doctor.screenshot(path=shots / "run-9-receipt.png", full_page=True)
    assert faults_of(doctor) == []


RIGHT = """
from courses.exams.models import SittingItem
items = SittingItem.objects.filter(sitting={sitting}).select_related('version').order_by('position')
print(' '.join(','.join(str(p) for p, o in enumerate(i.order) if o in i.version.part(i.part).right) for i in items))
"""


def test_a_everything_counts_and_the_certificate_is_issued_by_two_people(
    doctor: Page, office: Page, browser: Browser, product: Product, shots
):
    doctor.goto(f"{product.url}/progress/")
    doctor.locator("main a[href^='/progress/']").first.click()
    # Lectures settle by beat after their end; then nothing is left to do.
    wait_until_complete(product)
    doctor.reload()
    doctor.screenshot(path=shots / "run-a-progress.png", full_page=True)
    expect(doctor.locator("main")).not_to_contain_text("还差")

    office.goto(f"{product.url}/admin/training_class/")
    office.get_by_role("link", name=CLASS).first.click()
    office.locator("a[href*='/certificate/issue/']").click()
    expect(office.locator("main")).to_contain_text(NAME)
    office.screenshot(path=shots / "run-a-plan.png", full_page=True)
    office.locator("main form[method=post] button[type=submit]").last.click()
    # Who hands the list in cannot approve it.
    expect(office).to_have_url(re.compile(r"/certificate_batch/\d+/$"))
    expect(office.locator("form[action$='/approve/']")).to_have_count(0)
    office.screenshot(path=shots / "run-a-handed-in.png", full_page=True)

    second = fresh_page(browser, viewport={"width": 1280, "height": 900}, accept_downloads=True)
    product.sign_in(second, "second_scheme_manager")
    second.goto(office.url)
    expect(second.locator("main")).to_contain_text(NAME)
    second.screenshot(path=shots / "run-a-to-approve.png", full_page=True)
    second.locator("form[action$='/approve/'] button").click()
    finish_job(second)
    expect(second.locator("form[action$='/zip/'] button")).to_be_visible()
    second.screenshot(path=shots / "run-a-issued.png", full_page=True)

    second.locator("form[action$='/zip/'] button").click()
    expect(second).to_have_url(re.compile(r"/jobs/\d+/"))
    link = second.locator("a[href$='/file/']").first
    expect(link).to_be_visible(timeout=120_000)
    with second.expect_download() as download:
        link.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert [name for name in archive.namelist() if NAME in name]
    second.context.close()


def wait_until_complete(product: Product) -> None:
    """Wait for beat, without taking from it the processor that a command asking again and again would want."""
    question = (
        "SELECT count(*) FROM schemes_traineeship t JOIN people_person p ON p.id = t.person_id"
        " WHERE p.name = ? AND t.state = 'completed'"
    )
    patience = time.monotonic() + 300
    with closing(sqlite3.connect(product.data / "xinglin.sqlite3", timeout=60)) as database:
        while database.execute(question, [NAME]).fetchone() != (1,):
            assert time.monotonic() < patience, "the doctor's class is not complete"
            time.sleep(1)


def test_b_the_doctor_holds_a_certificate_that_anybody_can_verify(
    doctor: Page, browser: Browser, product: Product, shots
):
    doctor.goto(f"{product.url}/certificates/")
    expect(doctor.locator("main")).to_contain_text("WF-SXYS-")
    with doctor.expect_download() as download:
        doctor.locator("a[href$='/pdf/']").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    number = re.search(r"WF-SXYS-\d{4}-\d+", doctor.inner_text("main"))
    assert number
    stranger = fresh_page(browser, viewport=PHONE)
    stranger.goto(f"{product.url}/verify/")
    stranger.locator("input[name=number]").fill(number.group())
    stranger.locator("input[name=name]").fill("张三")
    stranger.locator("main form button").first.click()
    expect(stranger.locator("main")).not_to_contain_text(NAME)
    stranger.locator("input[name=number]").fill(number.group())
    stranger.locator("input[name=name]").fill(NAME)
    stranger.locator("main form button").first.click()
    expect(stranger.locator("main")).to_contain_text(NAME)
    expect(stranger.locator("main")).to_contain_text("********")
    assert id_number("19880312", 1) not in stranger.content()
    stranger.screenshot(path=shots / "run-b-verified.png", full_page=True)
    stranger.context.close()


def test_c_the_county_auditor_traces_the_figure_to_the_record_and_exports(
    browser: Browser, product: Product, place, shots
):
    page = fresh_page(browser, viewport={"width": 1280, "height": 900}, accept_downloads=True)
    product.sign_in(page, "county_auditor")
    page.goto(f"{product.url}/admin/coverage/")
    page.locator("select").nth(0).select_option(label="基层慢病（呼吸病）首席医师培训")
    page.locator("select").nth(1).select_option(label=ROSTER)
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("寿光市")
    expect(page.locator("main")).to_contain_text("100")
    page.screenshot(path=shots / "run-c-tree.png", full_page=True)
    page.locator("main a[href*='/names/']").first.click()
    page.get_by_role("link", name=NAME).first.click()
    expect(page.locator("main")).to_contain_text("慢阻肺规范诊疗")
    page.screenshot(path=shots / "run-c-person.png", full_page=True)
    page.locator("main a[href*='/record/']").first.click()
    page.screenshot(path=shots / "run-c-record.png", full_page=True)
    page.go_back()
    page.go_back()
    page.go_back()
    page.locator("main form[action$='/export/'] button").first.click()
    expect(page).to_have_url(re.compile(r"/jobs/\d+/"))
    link = page.locator("a[href$='/file/']")
    expect(link.first).to_be_visible(timeout=120_000)
    with page.expect_download() as download:
        link.first.click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert NAME in cells
    assert MENTOR_NAME not in cells
    page.context.close()


def test_d_a_revoked_certificate_says_so_and_why(office: Page, browser: Browser, product: Product, shots):
    office.goto(f"{product.url}/admin/certificate/?holder={NAME}")
    office.get_by_role("link", name=re.compile("WF-SXYS")).first.click()
    proof = office.locator("a[href*='/verify/']").first.get_attribute("href")
    assert proof
    office.locator("a[href$='/revoke/']").first.click()
    office.locator("input[name=reason]").fill("学时登记有误")
    office.locator("input[name=sure]").check()
    office.locator("main form[method=post] button[type=submit]").last.click()
    stranger = fresh_page(browser, viewport=PHONE)
    stranger.goto(product.url + re.sub(r"^https?://[^/]+", "", proof))
    expect(stranger.locator("main")).to_contain_text("学时登记有误")
    expect(stranger.locator("main")).to_contain_text("撤销")
    stranger.screenshot(path=shots / "run-d-revoked.png", full_page=True)
    assert faults_of(stranger) == []
    stranger.context.close()
