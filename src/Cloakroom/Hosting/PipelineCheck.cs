using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Hosting;

/// <summary>Remembers whether the application put Cloakroom into its pipeline.</summary>
internal sealed class PipelineCheck
{
    public bool IsUsed { get; private set; }

    public void NoteUse()
    {
        if (IsUsed)
            throw new CloakroomException(CloakroomErrorCode.Misconfigured, "UseCloakroom() is called twice. Call it once, early in the pipeline.");
        IsUsed = true;
    }

    public void RequireUse(IServiceProvider services)
    {
        if (services.GetService<Microsoft.AspNetCore.Session.ISessionStore>() is not null)
        {
            throw new CloakroomException(
                CloakroomErrorCode.Misconfigured,
                "AddSession() is called as well, whose UseSession() would put another HttpContext.Session in front of Cloakroom's. Remove AddSession() and UseSession().");
        }

        if (!IsUsed)
        {
            throw new CloakroomException(
                CloakroomErrorCode.Misconfigured, "AddCloakroom() is called but UseCloakroom() is not. Call app.UseCloakroom() early in the pipeline.");
        }
    }
}
