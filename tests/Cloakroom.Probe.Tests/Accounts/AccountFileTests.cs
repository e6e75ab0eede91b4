using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Inputs;

namespace Cloakroom.Probe.Tests.Accounts;

public sealed class AccountFileTests
{
    [Fact]
    public void Parse_WithNames_CallsAccountsByThem()
    {
        var accounts = AccountFile.Parse("a.csv", "name, user ,password\r\nalice,a1,\"x,\"\"y\"\"\nz\"\r\n\r\nbob,b1, p \r\n");
        accounts.Select(account => account.Name).ShouldBe(["alice", "bob"]);
        accounts[0].Values["password"].ShouldBe("x,\"y\"\nz");
        accounts[1].Values["user"].ShouldBe("b1");
        accounts[1].Values["password"].ShouldBe(" p ");
    }

    [Fact]
    public void Parse_WithoutNames_NumbersThem() =>
        AccountFile.Parse("a.csv", "user,password\na,1\nb,2").Select(account => account.Name).ShouldBe(["account-1", "account-2"]);

    [Fact]
    public void Read_WithByteOrderMark_IsTheSame()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, [0xef, 0xbb, 0xbf, .. "user,password\nä,1\nb,2\n"u8]);
            AccountFile.Read(file)[0].Values["user"].ShouldBe("ä");
            File.WriteAllBytes(file, [.. "user\n"u8, 0xe4, (byte)'\n']);
            Should.Throw<InputException>(() => AccountFile.Read(file)).Message.ShouldBe($"{file}: is not UTF-8 text. Save it as UTF-8.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("", "a.csv: is empty.")]
    [InlineData("user,password\n", "a.csv: has no account.")]
    [InlineData("user,password\na,1\n", "a.csv:2: there is one account only.")]
    [InlineData("user,user\na,1\nb,2\n", "a.csv:1: has a name twice.")]
    [InlineData("a@example.com,hunter2\nb@example.com,hunter3\n", "a.csv:1: does not name the values.")]
    [InlineData("user,password\na,1\nb\n", "a.csv:3: has 1 values where the first line has 2 names.")]
    [InlineData("user,password\na,\"1\nb,2\n", "a.csv:2: a quoted value does not end.")]
    [InlineData("user,password\na,1\nb,2\na,1\n", "a.csv:4: is the same account as an earlier one.")]
    [InlineData("name,user\nx,1\ny,1\n", "a.csv:3: is the same account as an earlier one.")]
    [InlineData("name,user\nx,1\nX,2\n", "a.csv:3: the name is an earlier account's.")]
    [InlineData("name,user\nx@y.example,1\nb,2\n", "a.csv:2: the name is an address, and names appear in reports.")]
    [InlineData("name,user\nanonymous,1\nb,2\n", "a.csv:2: the name means whoever is not signed in.")]
    [InlineData("name,password\nhunter2,hunter2\nb,2\n", "a.csv:2: the name is also a secret of the account")]
    [InlineData("name,user\n,1\nb,2\n", "a.csv:2: the name is empty, too long or not on one line.")]
    public void Parse_Wrong_NamesTheLine(string text, string expected)
    {
        var message = Should.Throw<InputException>(() => AccountFile.Parse("a.csv", text)).Message;
        message.ShouldStartWith(expected);
        message.ShouldNotContain("hunter");
    }

    [Fact]
    public void Parse_SeveralWrong_TellsAll() =>
        Should.Throw<InputException>(() => AccountFile.Parse("a.csv", "user,password\na\nb,2,3\nc,1\nc,1\n")).Problems.Select(problem => problem.Line).ShouldBe([2, 3, 5]);

    [Fact]
    public void OfUsers_OneOnly_NamesThePlace() =>
        Should.Throw<InputException>(() => AccountList.OfUsers("s.json", [new Dictionary<string, string> { ["user"] = "a" }])).Message.ShouldStartWith("s.json: users[0]: there is one account only.");
}
