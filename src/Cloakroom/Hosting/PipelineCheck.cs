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

    public void RequireUse()
    {
        if (!IsUsed)
        {
            throw new CloakroomException(
                CloakroomErrorCode.Misconfigured, "AddCloakroom() is called but UseCloakroom() is not. Call app.UseCloakroom() early in the pipeline.");
        }
    }
}
