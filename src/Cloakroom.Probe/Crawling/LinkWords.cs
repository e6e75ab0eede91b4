using System.Text.RegularExpressions;

namespace Cloakroom.Probe.Crawling;

/// <summary>Words by which a link says that it changes something. They count as whole words of path, query or text.</summary>
internal static partial class LinkWords
{
    private const int MaxWords = 4;

    // English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Swedish, Danish, Finnish, Czech, Turkish, Russian; and of a dozen more what ends a session or deletes.
    private static readonly HashSet<string> Words = new(
        ("logout logoff signout signoff log-out log-off sign-out sign-off logged-out exit endsession end-session invalidate revoke deauthorize disconnect "
         + "delete destroy remove erase purge clear drop wipe trash reset unsubscribe unfollow unfriend unlink cancel close-account deactivate disable terminate "
         + "archive ban block kick approve reject accept decline confirm verify activate enable subscribe vote upvote downvote like unlike follow buy purchase pay checkout-now "
         + "add-to-cart addtocart add_to_cart order-now transfer withdraw refund send resend regenerate rotate impersonate switch-user import restore rollback upgrade downgrade "
         + "abmelden ausloggen abmeldung loeschen löschen entfernen kuendigen kündigen abbestellen stornieren zuruecksetzen zurücksetzen bestaetigen bestätigen kaufen bezahlen "
         + "deconnexion déconnexion deconnecter déconnecter supprimer effacer desabonner désabonner annuler resilier résilier acheter payer "
         + "salir cerrar-sesion cerrarsesion cerrar-sesión eliminar borrar quitar cancelar desuscribir anular comprar pagar "
         + "esci disconnetti elimina cancella rimuovi annulla disiscriviti acquista sair encerrar excluir apagar remover terminar-sessao "
         + "uitloggen afmelden verwijderen wissen annuleren opzeggen afbestellen wyloguj usun usuń skasuj anuluj wypisz logga-ut loggaut radera avsluta avregistrera "
         + "log-ud logud slet afmeld annuller kirjaudu-ulos poista peruuta odhlasit odhlásit smazat zrusit zrušit cikis çıkış iptal выйти выход удалить отменить отписаться "
         + "terminar-sessão kijelentkezés kijelentkezes kilépés kilepes törlés torles deconectare deconectează ieșire iesire sterge șterge odjava odjavi-se obriši obrisi izbriši izbrisi odhlásiť odhlasit-sa vymazať вийти вихід видалити vyhod "
         + "изход изтриване αποσύνδεση έξοδος διαγραφή ακύρωση keluar log-keluar hapus batal padam dang-xuat đăng-xuất thoát thoat xoa-tai-khoan xóa huy-bo hủy "
         + "ログアウト サインアウト 削除 退会 解約 キャンセル 로그아웃 로그오프 삭제 탈퇴 취소 退出 登出 退出登录 退出登錄 注销 註銷 登出系统 删除 刪除 取消 ออกจากระบบ ลบ "
         + "خروج تسجيل-الخروج الخروج حذف إلغاء התנתק התנתקות יציאה מחק ביטול लॉगआउट लॉग-आउट साइन-आउट हटाएं").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Pairs = new(Words.Where(word => word.Contains('-', StringComparison.Ordinal)), StringComparer.OrdinalIgnoreCase);

    // "Log out" and the like: two words that are harmless each.
    private static readonly HashSet<string> Spoken = new(["log out", "log off", "sign out", "sign off", "cerrar sesión", "cerrar sesion", "se déconnecter", "logga ut", "log ud", "kirjaudu ulos", "close account", "switch user"], StringComparer.OrdinalIgnoreCase);

    public static bool ChangesSomething(Uri url)
    {
        foreach (var part in Uri.UnescapeDataString(url.PathAndQuery).Split(['/', '?', '&', '=', ';']))
        {
            if (ChangesSomething(part)) return true;
        }

        return false;
    }

    /// <param name="text">One part of an address, or what one would click on. What has more words than an order would is a headline.</param>
    public static bool ChangesSomething(string text)
    {
        if (text.Length > 200) return false;
        string[] words = [.. Parts().Split(Humps().Replace(text, "$1 $2")).Where(part => part.Length > 0)];
        if (words.Length > MaxWords) return false;
        for (var i = 0; i < words.Length; i++)
        {
            if (Words.Contains(words[i])) return true;
            if (i + 1 < words.Length && (Pairs.Contains($"{words[i]}-{words[i + 1]}") || Spoken.Contains($"{words[i]} {words[i + 1]}"))) return true;
        }

        return false;
    }

    [GeneratedRegex(@"[^\p{L}\p{M}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"(\p{Ll})(\p{Lu})", RegexOptions.CultureInvariant)]
    private static partial Regex Humps();
}
