"""Texts of sign-in, users and requests that are refused at the door."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "serve.sign_in.refused": Text(
            vi="Tên đăng nhập hoặc mật khẩu không đúng. Hãy thử lại, hoặc nhờ ban quản lý đặt lại mật khẩu.",
            en="The user name or the password is not right. Try again, or ask the management board to reset the password.",
        ),
        "serve.sign_in.too_many": Text(
            vi="Đã thử quá nhiều lần. Hãy đợi {retry_after_s} giây rồi thử lại.",
            en="Too many tries. Wait {retry_after_s} seconds, then try again.",
        ),
        "serve.user.unknown": Text(
            vi="Không có người dùng “{id}”. Hãy kiểm tra tên đăng nhập.",
            en="There is no user “{id}”. Check the sign-in name.",
        ),
        "serve.user.bad_id": Text(
            vi="Tên đăng nhập gồm 2 đến 64 chữ thường, chữ số, dấu chấm, gạch ngang, gạch dưới hoặc @, "
            "và bắt đầu bằng chữ hoặc số.",
            en="A sign-in name has 2 to 64 small letters, digits, dots, hyphens, underscores or @, and begins with a letter "
            "or a digit.",
        ),
        "serve.user.bad_role": Text(
            vi="Vai trò {role} cần {wanted}. Hãy sửa danh sách doanh nghiệp của người dùng.",
            en="The role {role} needs {wanted}. Correct the user's list of firms.",
        ),
        "serve.user.no_person": Text(
            vi="Vai trò {role} không dành cho người dùng. Hub dùng mã truy cập: tạo mã với vai trò hub.",
            en="The role {role} is not for people. A hub has a token: create a token with the role hub.",
        ),
        "serve.user.unknown_firm": Text(
            vi="Không có doanh nghiệp “{firm}” trong khu. Hãy chọn trong danh sách doanh nghiệp.",
            en="There is no firm “{firm}” in the park. Choose one of the list of firms.",
        ),
        "serve.user.last_manager": Text(
            vi="“{id}” là quản lý cuối cùng còn đăng nhập được. Hãy tạo một quản lý khác trước.",
            en="“{id}” is the last manager who can sign in. Create another manager first.",
        ),
        "serve.password.too_short": Text(
            vi="Mật khẩu cần ít nhất {shortest} ký tự (nhiều nhất {longest}). Một câu dài dễ nhớ là tốt nhất.",
            en="A password has at least {shortest} characters (at most {longest}). A long sentence is best.",
        ),
        "serve.password.too_simple": Text(
            vi="Mật khẩu quá dễ đoán: trùng tên đăng nhập hoặc lặp một vài ký tự. Hãy chọn mật khẩu khác.",
            en="The password is too easy to guess: it holds the user name, or repeats a few characters. Choose another.",
        ),
        "serve.password.wrong_old": Text(
            vi="Mật khẩu hiện tại không đúng. Hãy nhập lại.",
            en="The present password is not right. Type it again.",
        ),
        "serve.token.too_long": Text(
            vi="Tên mã truy cập cần từ 1 đến {longest} ký tự. Hãy đặt tên ngắn gọn cho chương trình dùng mã.",
            en="The name of a token has 1 to {longest} characters. Name the program that uses it.",
        ),
        "serve.csrf.missing": Text(
            vi="Yêu cầu không kèm mã chống giả mạo (CSRF) của phiên này. Hãy tải lại trang rồi thử lại; chương trình gửi mã "
            "trong tiêu đề X-CSRF-Token.",
            en="The request lacks the anti-forgery (CSRF) token of this session. Load the page again and retry; a program "
            "sends it in the header X-CSRF-Token.",
        ),
        "serve.csrf.other_origin": Text(
            vi="Yêu cầu đến từ một trang khác ({origin}) nên bị từ chối. Hãy thao tác trên chính trang của khu.",
            en="The request came from another site ({origin}) and was refused. Do it on the park's own pages.",
        ),
        "serve.host.unknown": Text(
            vi="Máy chủ này không phục vụ tên “{host}”. Quản trị viên thêm tên đó vào allowed_hosts trong cài đặt.",
            en="This server does not serve the name “{host}”. The administrator adds it to allowed_hosts in the settings.",
        ),
    }
)
